-- Precedes every script that works on an item. replaceForeign is set in the first line of every script.
-- KEYS[1] is the item's key and ARGV[1] the time in UNIX seconds, in all scripts.
local key, now = KEYS[1], tonumber(ARGV[1])

-- Returns whether an item may replace what is there: the command failed because the key holds another type.
local function replaceable(failure)
  return replaceForeign and string.find(failure.err, 'WRONGTYPE', 1, true)
end

-- Returns the named fields of the item. A key of another type that may be replaced has none of them.
local function read(...)
  local fields = redis.pcall('HMGET', key, ...)
  if not fields.err then
    return fields, true
  elseif replaceable(fields) then
    return {}, false
  end
  return redis.call('HMGET', key, ...) -- fails again, and so ends the script
end

-- Sets the exptime of the existing item, or removes the item if that is past; returns whether it was removed. Redis'
-- own expiry only reclaims space, one second late: the field exptime decides.
local function retime(exptime)
  local at = tonumber(exptime)
  if at ~= 0 and at <= now then
    redis.call('UNLINK', key)
    return true
  end
  redis.call('HSET', key, 'exptime', exptime)
  if at == 0 then
    redis.call('PERSIST', key)
  else
    redis.call('EXPIRE', key, at - now + 1)
  end
  return false
end

-- Writes a whole item, or removes the key if the item would be dead on arrival.
local function put(value, flags, exptime, cas, marks)
  local at = tonumber(exptime)
  if at ~= 0 and at <= now then
    if not replaceForeign then
      redis.call('HLEN', key) -- fails on any other type, before it is deleted
    end
    redis.call('UNLINK', key)
    return
  end
  local added = redis.pcall('HSET', key, 'data', value, 'flags', flags, 'exptime', exptime, 'cas', cas)
  if type(added) == 'table' and replaceable(added) then
    redis.call('DEL', key)
    added = redis.pcall('HSET', key, 'data', value, 'flags', flags, 'exptime', exptime, 'cas', cas)
  end
  if type(added) == 'table' then
    return added
  end
  local fields = 4
  if marks ~= '' then
    redis.call('HSET', key, 'marks', marks)
    fields = 5
  elseif added < 4 then
    redis.call('HDEL', key, 'marks')
  end
  -- Fields that another program put into this hash, and its expiry, go with the old value.
  local foreign = redis.call('HLEN', key) ~= fields
  if foreign then
    redis.call('DEL', key)
    local again = redis.pcall('HSET', key, 'data', value, 'flags', flags, 'exptime', exptime, 'cas', cas)
    if type(again) == 'table' then
      return again
    end
    if marks ~= '' then
      redis.call('HSET', key, 'marks', marks)
    end
  end
  if at ~= 0 then
    redis.call('EXPIRE', key, at - now + 1)
  elseif added < 4 and not foreign then
    redis.call('PERSIST', key)
  end
end
