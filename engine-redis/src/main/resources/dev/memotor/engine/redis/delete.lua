-- ARGV: now, expected cas or '', what to keep, exptime of what stays or '', its flags, its cas or ''
if not data then
  -- A value of another program, unless it must be left alone.
  local plain = ARGV[2] == '' and ARGV[3] == 'nothing'
  if replaceForeign and plain and missing == 1 and redis.call('UNLINK', key) == 1 then
    return 0
  end
  return missing
end
if ARGV[2] ~= '' and ARGV[2] ~= cas then
  return 4
end
local keep = ARGV[3]
if keep == 'nothing' then
  redis.call('UNLINK', key)
  return 0
end
local base64 = has(marks, 'base64')
local newCas = ARGV[6]
if newCas == '' then
  newCas = cas
end
if keep == 'stale' then
  if ARGV[4] ~= '' and retime(ARGV[4]) then
    return 0
  end
  redis.call('HSET', key, 'cas', newCas, 'marks', marked(true, false, base64))
  return 0
end
exptime = ARGV[4]
if exptime == '' then
  exptime = '0'
end
return put('', ARGV[5], exptime, newCas, marked(keep == 'stale-empty', false, base64)) or 0
