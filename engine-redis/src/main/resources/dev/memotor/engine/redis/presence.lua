-- For scripts that need not read the value: data tells whether there is an item, and no more.
local fields, ours = read('flags', 'exptime', 'cas', 'marks')
local data = ours and (fields[3] or redis.call('HEXISTS', key, 'data') == 1)
