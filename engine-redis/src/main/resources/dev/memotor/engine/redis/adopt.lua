-- Gives an item that somebody wrote by hand its cas number, if it is still the one that was read.
-- ARGV: now, the value read, cas
if data == ARGV[2] then
  if cas ~= '' then
    return cas
  end
  redis.call('HSET', key, 'cas', ARGV[3])
end
return ARGV[3]
