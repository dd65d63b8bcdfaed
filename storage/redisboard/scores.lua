-- KEYS[1] state. ARGV: prefix, name of the board, members. Returns ok, position, total, scores ('' for
-- who is not on the board).
local generation, position = readable(KEYS[1])
if not generation then return {'missing'} end
local key = ARGV[1] .. generation .. ':' .. ARGV[2]
local scores = {}
for i = 3, #ARGV do
  scores[i - 2] = redis.call('ZSCORE', key, ARGV[i]) or ''
end
return {'ok', position, redis.call('ZCARD', key), scores}
