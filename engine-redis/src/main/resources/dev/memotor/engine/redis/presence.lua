-- For scripts that need not read the value: data only says whether there is an item.
local fields, ours = read('flags', 'exptime', 'cas', 'marks')
local data = ours and (fields[3] or redis.call('HEXISTS', key, 'data') == 1)
