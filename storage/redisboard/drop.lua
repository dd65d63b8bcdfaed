-- KEYS[1] state. ARGV: prefix.
local s = redis.call('HMGET', KEYS[1], 'gen', 'read')
redis.call('UNLINK', KEYS[1])
if s[1] then drop(ARGV[1], s[1]) end
if s[2] then drop(ARGV[1], s[2]) end
return {'ok'}
