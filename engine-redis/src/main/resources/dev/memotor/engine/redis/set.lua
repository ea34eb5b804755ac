-- ARGV: now, value, flags, exptime, cas, marks
local failure = put(ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6])
if failure then
  -- Out of memory: the value that this set should have replaced must not be read any more. Redis checks its memory
  -- before the type.
  if string.find(failure.err, 'OOM', 1, true) and (replaceForeign or redis.call('TYPE', key).ok == 'hash') then
    redis.call('UNLINK', key)
  end
  return failure
end
return 0
