-- Reserves cas numbers for one process. ARGV: now, count, the highest number that the process knows to be reserved
local counter = redis.pcall('GET', KEYS[1])
local last = type(counter) ~= 'table' and tonumber(counter or '0')
if not last then
  return redis.error_reply('CORRUPT the counter of cas numbers is not a number')
end
-- The counter was lost, or is behind after a failover. Other processes may know even higher numbers, and clients may
-- hold any of them: the time in seconds is higher than any counter can have reached, and has 32 bits.
local seen = tonumber(ARGV[3])
if seen > last then
  last = math.max(seen + 1048576, tonumber(ARGV[1]))
end
redis.call('SET', KEYS[1], string.format('%.0f', last + tonumber(ARGV[2])))
return string.format('%.0f', last)
