-- ARGV: now, exptime
if not data then
  return missing
end
if ARGV[2] ~= exptime then
  retime(ARGV[2])
end
return {0, flags, exptime, cas, marks}
