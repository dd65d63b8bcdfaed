-- KEYS[1] state. ARGV: prefix, shelf, name of the board, viewer or '', where to begin (top, rank, score or
-- viewer), the rank or score, rows wanted above that, rows wanted below it, largest group sent, and the
-- members who want to know where they stand as well.
-- Returns ok, position, time, total, viewer's score, viewer's rank, rank of the first row, rows
-- (member, score, … from the highest down), the groups of ties too large to send (score, size, …), and
-- where those members stand (score or '', rank, …).
-- A group of ties is sent whole or not at all, since its order is by names, which are not here.
local generation, position, at = readable(KEYS[1], ARGV[2])
if not generation then return position end
local key, viewer, start, begin = ARGV[1] .. generation .. ':' .. ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local above, below, largest = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

local function rank(score) return redis.call('ZCOUNT', key, '(' .. score, '+inf') + 1 end

local total = redis.call('ZCARD', key)
local function stands(member)
  local score = redis.call('ZSCORE', key, member) or ''
  if score == '' then return '', 0 end
  return score, rank(score)
end

local own, standing = '', 0
if viewer ~= '' then own, standing = stands(viewer) end
local others = {}
for i = 10, #ARGV do
  others[#others + 1], others[#others + 2] = stands(ARGV[i])
end

local rows, large = {}, {}
local first

-- Appends the pairs of a list from one index to another.
local function append(list, from, last)
  for i = from, last do rows[#rows + 1] = list[i] end
end

-- Appends a whole group of ties.
local function group(score)
  first = first or score
  local size = redis.call('ZCOUNT', key, score, score)
  if size > largest then
    large[#large + 1] = score
    large[#large + 1] = size
  else
    local all = redis.call('ZREVRANGEBYSCORE', key, score, score, 'WITHSCORES')
    append(all, 1, #all)
  end
end

-- The score of the last pair of a list, and where the pairs of other scores before it end.
local function tail(list)
  local score, from = list[#list], #list
  while from > 2 and list[from - 2] == score do from = from - 2 end
  return score, from - 2
end

-- Rows from a bound downwards, the lowest group whole. One row more is read: where it has another
-- score, the group above it is whole as it is.
local function down(bound, count)
  local list = redis.call('ZREVRANGEBYSCORE', key, bound, '-inf', 'WITHSCORES', 'LIMIT', 0, count + 1)
  local size = #list
  if size == 0 then return end
  if size <= 2 * count or list[size] ~= list[size - 2] then
    if size > 2 * count then list[size], list[size - 1] = nil, nil end
    first = first or list[2]
    if #rows == 0 then rows = list else append(list, 1, #list) end
    return
  end
  local score, before = tail(list)
  if before > 0 then
    first = first or list[2]
    append(list, 1, before)
  end
  group(score)
end

-- Rows just above a score, from the highest of them down, the highest group whole.
local function up(score, count)
  local list = redis.call('ZRANGEBYSCORE', key, '(' .. score, '+inf', 'WITHSCORES', 'LIMIT', 0, count)
  if #list == 0 then return end
  local highest, before = tail(list)
  group(highest)
  for i = before, 2, -2 do append(list, i - 1, i) end
end

if start == 'viewer' and own == '' then start = 'top' end
if start == 'top' then
  down('+inf', below)
elseif start == 'rank' then
  local at_rank = redis.call('ZREVRANGE', key, begin - 1, begin - 1, 'WITHSCORES')[2]
  if at_rank then
    if rank(at_rank) >= tonumber(begin) then down(at_rank, below) else down('(' .. at_rank, below) end
  end
else
  local score = begin
  if start == 'viewer' then
    score = own
    if above > 0 then up(score, above) end
  end
  if redis.call('ZCOUNT', key, score, score) > 0 then group(score) end
  down('(' .. score, below)
end

local lead = 1
if first and start ~= 'top' then lead = rank(first) end
return {'ok', position, at, total, own, standing, lead, rows, large, others}
