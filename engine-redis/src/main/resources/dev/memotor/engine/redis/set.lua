-- ARGV: now, value, flags, exptime, cas, marks
local failure = put(ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6])
if failure then
  -- No room: nobody may go on reading what this set was to replace.
  if string.find(failure.err, 'OOM', 1, true) then
    redis.call('UNLINK', key)
  end
  return failure
end
return 0
