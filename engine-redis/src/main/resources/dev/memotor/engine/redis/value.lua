-- For scripts that read an item with its value, which is in data; false if there is none.
local fields = read('flags', 'exptime', 'cas', 'marks', 'data')
local data = fields[5]
