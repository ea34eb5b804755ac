-- For scripts that read an item with its value, which data holds; false if there is none.
local fields = read('flags', 'exptime', 'cas', 'marks', 'data')
local data = fields[5]
