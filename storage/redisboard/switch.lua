-- KEYS[1] state. ARGV: prefix, generation, position, time, shelves that it keeps.
-- A generation that was built becomes the one that is changed. Where the one before had gone further,
-- readers stay with that one until this one has caught up: no board ever goes back in time.
local state, prefix, generation, position, at = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local base = prefix .. generation .. ':'
if redis.call('EXISTS', base .. 'building') == 0 then return {'lost', ''} end
redis.call('UNLINK', base .. 'building')
redis.call('PERSIST', base .. 'keys')
redis.call('PERSIST', base .. 'hidden')

local s = redis.call('HMGET', state, 'gen', 'pos', 'at', 'read', 'readpos', 'kept')
local before, read, reached = s[1], s[4], tonumber(s[5] or s[2] or '0')
redis.call('HSET', state, 'gen', generation, 'pos', position, 'at', at, 'kept', ARGV[5])
if not before then return {'ok', position} end
if reached <= tonumber(position) then
  redis.call('HDEL', state, 'read', 'readpos', 'readat', 'readkept')
  if read then drop(prefix, read) end
  drop(prefix, before)
elseif read then
  drop(prefix, before)
else
  redis.call('HSET', state, 'read', before, 'readpos', s[2], 'readat', s[3], 'readkept', s[6] or '')
end
return {'ok', position}
