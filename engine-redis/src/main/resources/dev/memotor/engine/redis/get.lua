-- A read that may also touch the item, create it, or win the right to recache it.
-- ARGV: now, new exptime or '', '1' to take part in the contest, recache if it expires before this or '',
-- '1' to hold that against the new exptime, exptime of a new item or '', its cas, its marks
if not data then
  if ARGV[6] == '' then
    return missing
  end
  return put('', '0', ARGV[6], ARGV[7], marked(false, true, has(ARGV[8], 'base64'))) or 8
end
local won = false
if ARGV[3] == '1' and not has(marks, 'won') then
  won = has(marks, 'stale')
  if not won and ARGV[4] ~= '' then
    local at = exptime
    if ARGV[5] == '1' and ARGV[2] ~= '' then
      at = ARGV[2]
    end
    won = tonumber(at) ~= 0 and tonumber(at) < tonumber(ARGV[4])
  end
end
local dead = false
if ARGV[2] ~= '' then
  dead = retime(ARGV[2])
end
if won and not dead then
  redis.call('HSET', key, 'marks', marked(has(marks, 'stale'), true, has(marks, 'base64')))
end
return {won and 7 or 0, flags, exptime, cas, marks, data}
