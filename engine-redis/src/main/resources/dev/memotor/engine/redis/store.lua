-- ARGV: now, value, flags, exptime, cas, marks, mode, expected cas or '', '1' to store as stale if older
local mode, expected = ARGV[7], ARGV[8]
if mode == 'add' then
  if data then
    return 3
  end
elseif expected ~= '' then
  if not data then
    return 1
  end
  if expected ~= cas then
    if ARGV[9] ~= '1' or expected == '0' or not below(expected, cas) then
      return 4
    end
    local kept = marked(true, has(marks, 'won'), has(ARGV[6], 'base64'))
    return put(ARGV[2], ARGV[3], exptime, ARGV[5], kept) or {0, exptime, kept}
  end
elseif mode == 'replace' and not data then
  return 3
end
return put(ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]) or 0
