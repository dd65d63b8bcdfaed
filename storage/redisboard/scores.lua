-- KEYS[1] state. ARGV: prefix, shelf, name of the board, members. Returns ok, position, total, scores ('' for
-- who is not on the board).
local generation, position = readable(KEYS[1], ARGV[2])
if not generation then return position end
local key = ARGV[1] .. generation .. ':' .. ARGV[3]
local scores = {}
for i = 4, #ARGV do
  scores[i - 3] = redis.call('ZSCORE', key, ARGV[i]) or ''
end
return {'ok', position, redis.call('ZCARD', key), scores}
