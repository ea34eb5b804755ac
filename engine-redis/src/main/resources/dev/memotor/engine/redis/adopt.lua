-- Gives an item that was written by hand a cas number, if its value is still the one that was read.
-- ARGV: now, the value read, cas
if data == ARGV[2] then
  if cas ~= '' then
    return cas
  end
  redis.call('HSET', key, 'cas', ARGV[3])
end
return ARGV[3]
