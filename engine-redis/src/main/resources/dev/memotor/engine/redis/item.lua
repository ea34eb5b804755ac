-- Follows presence.lua or value.lua: unpacks the item.
local flags, exptime = fields[1] or '0', fields[2] or '0'
local cas, marks = fields[3] or '', fields[4] or ''
local missing = 1
if data then
  local at = tonumber(exptime)
  if not at then
    return redis.error_reply('CORRUPT the field exptime is not a number')
  end
  if at ~= 0 and at <= now then
    data = false
    missing = 2
  end
end

local function marked(stale, won, base64)
  local words = {}
  if stale then words[#words + 1] = 'stale' end
  if won then words[#words + 1] = 'won' end
  if base64 then words[#words + 1] = 'base64' end
  return table.concat(words, ' ')
end

local function has(text, word)
  return string.find(text, word, 1, true) ~= nil
end

-- Compares unsigned decimals without leading zeros.
local function below(a, b)
  return #a < #b or (#a == #b and a < b)
end
