-- ARGV: now, value, cas, side, maximum length, expected cas or '', exptime of a new item or '', its flags, its marks
if not data then
  if ARGV[7] == '' then
    return 3
  end
  return put(ARGV[2], ARGV[8], ARGV[7], ARGV[3], ARGV[9]) or 8
end
if ARGV[6] ~= '' and ARGV[6] ~= cas then
  return 4
end
if #data + #ARGV[2] > tonumber(ARGV[5]) then
  return 5
end
local joined
if ARGV[4] == 'append' then
  joined = data .. ARGV[2]
else
  joined = ARGV[2] .. data
end
local failure = redis.pcall('HSET', key, 'data', joined, 'cas', ARGV[3])
if type(failure) == 'table' then
  return failure
end
-- A new value keeps only the mark that belongs to the key.
local kept = marked(false, false, has(marks, 'base64'))
if kept ~= marks then
  if kept == '' then
    redis.call('HDEL', key, 'marks')
  else
    redis.call('HSET', key, 'marks', kept)
  end
end
return {0, flags, exptime, kept, #joined}
