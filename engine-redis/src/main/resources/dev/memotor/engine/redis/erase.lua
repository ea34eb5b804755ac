-- Removes an item, and nothing else: an item has a value, and either a cas number or only the fields of an item.
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then
  return 0
end
local fields = redis.call('HMGET', KEYS[1], 'data', 'cas', 'flags', 'exptime', 'marks')
if not fields[1] then
  return 0
end
if not fields[2] then
  local known = 0
  for i = 1, 5 do
    if fields[i] then
      known = known + 1
    end
  end
  if redis.call('HLEN', KEYS[1]) ~= known then
    return 0
  end
end
return redis.call('UNLINK', KEYS[1])
