-- ARGV: now, direction, delta, cas, new exptime or '', expected cas or '', exptime of a new item or '', its value,
-- its marks. Numbers are unsigned 64-bit, which Lua's doubles cannot hold: large ones are computed in three limbs of
-- seven digits.
if not data then
  if ARGV[7] == '' then
    return missing
  end
  return put(ARGV[8], '0', ARGV[7], ARGV[4], ARGV[9]) or 8
end
if #data == 0 then
  return 6
end
if ARGV[6] ~= '' and ARGV[6] ~= cas then
  return 4
end
local number = string.match(data, '^ *(%d+) *$')
if #data > 1024 or not number then
  return 6
end
number = string.gsub(number, '^0+', '')
if #number > 20 or not below(number, '18446744073709551616') then
  return 6
end

local up, delta = ARGV[2] == 'up', ARGV[3]
if not up and not below(delta, number) then
  number = '0'
elseif #number <= 15 and #delta <= 15 then
  local sum = tonumber(delta)
  if up then
    sum = (tonumber(number) or 0) + sum
  else
    sum = tonumber(number) - sum
  end
  number = string.format('%.0f', sum)
else
  local function limbs(digits)
    local padded = string.rep('0', 21 - #digits) .. digits
    return tonumber(string.sub(padded, 1, 7)), tonumber(string.sub(padded, 8, 14)), tonumber(string.sub(padded, 15))
  end

  local function carry(limb, higher)
    if limb < 0 then
      return limb + 10000000, higher - 1
    elseif limb >= 10000000 then
      return limb - 10000000, higher + 1
    end
    return limb, higher
  end

  -- The sign is 1 to add and -1 to subtract.
  local function combine(a, sign, b)
    local h1, m1, l1 = limbs(a)
    local h2, m2, l2 = limbs(b)
    local high, middle, low = h1 + sign * h2, m1 + sign * m2, l1 + sign * l2
    low, middle = carry(low, middle)
    middle, high = carry(middle, high)
    return (string.gsub(string.format('%07d%07d%07d', high, middle, low), '^0+', ''))
  end

  number = combine(number, up and 1 or -1, delta)
  if not below(number, '18446744073709551616') then
    number = combine(number, -1, '18446744073709551616')
  end
  if number == '' then
    number = '0'
  end
end

local failure = redis.pcall('HSET', key, 'data', number, 'cas', ARGV[4])
if type(failure) == 'table' then
  return failure
end
if ARGV[5] ~= '' then
  exptime = ARGV[5]
  retime(exptime)
end
return {0, flags, exptime, marks, number}
