-- ARGV: now, exptime
if not data then
  return missing
end
-- Also where it is the same: somebody else may have set a lifetime of the key.
retime(ARGV[2])
return {0, flags, exptime, cas, marks}
