-- The generation that is read, its position and the time of that; nil where there is none.
local function readable(state)
  local s = redis.call('HMGET', state, 'gen', 'pos', 'at', 'read', 'readpos', 'readat')
  if s[4] then return s[4], s[5], s[6] end
  return s[1], s[2], s[3]
end
