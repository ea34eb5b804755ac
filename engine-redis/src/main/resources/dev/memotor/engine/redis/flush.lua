-- The scheduled flush, shared by all processes. The value is its time and, while one process removes the items, the
-- time until which the others leave that to it.
-- ARGV: now, action, time of the flush
local now, action = tonumber(ARGV[1]), ARGV[2]
if action == 'set' then
  if ARGV[3] == '0' then
    redis.call('DEL', KEYS[1])
  else
    redis.call('SET', KEYS[1], ARGV[3])
  end
  return 0
end
local record = redis.pcall('GET', KEYS[1])
if type(record) == 'table' then
  return redis.error_reply('CORRUPT the record of the scheduled flush is not a string')
end
local at, claimed = string.match(record or '', '^(%d+) ?(%d*)$')
if not at then
  return 0
end
if action == 'look' or action == 'claim' then
  if claimed ~= '' and tonumber(claimed) > now then
    return 0
  end
  if action == 'claim' then
    if tonumber(at) > now then
      return 0
    end
    redis.call('SET', KEYS[1], at .. ' ' .. string.format('%.0f', now + 60))
  end
  return tonumber(at)
end
-- A newer command may have set another time meanwhile, which stays.
if at == ARGV[3] then
  if action == 'keep' then
    redis.call('SET', KEYS[1], at .. ' ' .. string.format('%.0f', now + 60))
  else
    redis.call('DEL', KEYS[1])
  end
end
return 0
