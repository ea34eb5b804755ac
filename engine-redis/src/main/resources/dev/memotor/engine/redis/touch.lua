-- ARGV: now, exptime
if not data then
  return missing
end
-- Even if it is unchanged: another program may have set the key's expiry.
retime(ARGV[2])
return {0, flags, exptime, cas, marks, redis.call('HSTRLEN', key, 'data')}
