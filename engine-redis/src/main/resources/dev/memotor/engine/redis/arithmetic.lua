-- ARGV: now, direction, delta, cas, new exptime or '', expected cas or '', exptime of a new item or '', its value,
-- its marks. Numbers are unsigned and of 64 bits, which Lua's doubles cannot hold: beyond 2^53 they are counted in
-- three limbs of seven digits.
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
if not number then
  return 6
end
number = string.gsub(number, '^0+', '')
if #number > 20 or not below(number, '18446744073709551616') then
  return 6
end

local function limbs(digits)
  local padded = string.rep('0', 21 - #digits) .. digits
  return tonumber(string.sub(padded, 1, 7)), tonumber(string.sub(padded, 8, 14)), tonumber(string.sub(padded, 15))
end

local function digits(high, middle, low)
  return string.gsub(string.format('%07d%07d%07d', high, middle, low), '^0+', '')
end

local function subtract(a, b)
  local h1, m1, l1 = limbs(a)
  local h2, m2, l2 = limbs(b)
  local high, middle, low = h1 - h2, m1 - m2, l1 - l2
  if low < 0 then
    low = low + 10000000
    middle = middle - 1
  end
  if middle < 0 then
    middle = middle + 10000000
    high = high - 1
  end
  return (digits(high, middle, low))
end

local function add(a, b)
  local h1, m1, l1 = limbs(a)
  local h2, m2, l2 = limbs(b)
  local high, middle, low = h1 + h2, m1 + m2, l1 + l2
  if low >= 10000000 then
    low = low - 10000000
    middle = middle + 1
  end
  if middle >= 10000000 then
    middle = middle - 10000000
    high = high + 1
  end
  return (digits(high, middle, low))
end

local delta = ARGV[3]
local short = #number <= 15 and #delta <= 15
if ARGV[2] == 'up' then
  if short then
    number = string.format('%.0f', (tonumber(number) or 0) + tonumber(delta))
  else
    number = add(number, delta)
    if not below(number, '18446744073709551616') then
      number = subtract(number, '18446744073709551616')
    end
  end
elseif not below(delta, number) then
  number = ''
elseif short then
  number = string.format('%.0f', tonumber(number) - tonumber(delta))
else
  number = subtract(number, delta)
end
if number == '' then
  number = '0'
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
