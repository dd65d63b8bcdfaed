-- The generation that is read, its position and the time of that; nil and why not where there is none,
-- or where it does not keep the shelf, which is given with a comma on either side.
local function readable(state, shelf)
  local s = redis.call('HMGET', state, 'gen', 'pos', 'at', 'kept', 'read', 'readpos', 'readat', 'readkept')
  local first = s[5] and 5 or 1
  if not s[first] then return nil, {'missing'} end
  if not string.find(s[first + 3] or '', shelf, 1, true) then return nil, {'absent'} end
  return s[first], s[first + 1], s[first + 2]
end
