-- Reserves cas numbers for one process. ARGV: how many, the highest number that process has seen
local last = tonumber(redis.call('GET', KEYS[1]) or '0')
if not last then
  return redis.error_reply('CORRUPT the counter of cas numbers is no number')
end
-- Whoever lost or reset the counter would otherwise give out old numbers again.
local seen = tonumber(ARGV[2])
if seen > last then
  last = seen
end
redis.call('SET', KEYS[1], string.format('%.0f', last + tonumber(ARGV[1])))
return string.format('%.0f', last)
