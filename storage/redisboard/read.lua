-- KEYS[1] state. ARGV: prefix, name of the board, viewer or '', where to begin (top, rank, score or
-- viewer), the rank or score, rows wanted above that, rows wanted below it, largest group sent.
-- Returns ok, position, time, total, viewer's score, viewer's rank, rank of the first row, rows
-- (member, score, … from the highest down) and the groups of ties too large to send (score, size, …).
-- A group of ties is sent whole or not at all, since its order is by names, which are not here.
local generation, position, at = readable(KEYS[1])
if not generation then return {'missing'} end
local key, viewer, start, begin = ARGV[1] .. generation .. ':' .. ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local above, below, largest = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])

local function rank(score) return redis.call('ZCOUNT', key, '(' .. score, '+inf') + 1 end

local total = redis.call('ZCARD', key)
local own, standing = '', 0
if viewer ~= '' then
  own = redis.call('ZSCORE', key, viewer) or ''
  if own ~= '' then standing = rank(own) end
end

local rows, large = {}, {}
local first

-- Appends the pairs of a list from one index to another.
local function append(list, from, last)
  for i = from, last do rows[#rows + 1] = list[i] end
end

-- Appends a whole group of ties; members already at hand may be given.
local function group(score, members)
  first = first or score
  local size = redis.call('ZCOUNT', key, score, score)
  if size > largest then
    large[#large + 1] = score
    large[#large + 1] = size
  elseif members and #members == 2 * size then
    append(members, 1, #members)
  else
    local all = redis.call('ZREVRANGEBYSCORE', key, score, score, 'WITHSCORES')
    append(all, 1, #all)
  end
end

-- The pairs of a list whose score is that of its last pair.
local function tail(list)
  local score, members = list[#list], {}
  local from = #list
  while from > 2 and list[from - 2] == score do from = from - 2 end
  for i = from - 1, #list do members[#members + 1] = list[i] end
  return score, members, from - 2
end

local function down(bound, count)
  local list = redis.call('ZREVRANGEBYSCORE', key, bound, '-inf', 'WITHSCORES', 'LIMIT', 0, count)
  if #list == 0 then return end
  local score, members, before = tail(list)
  if before > 0 then
    first = first or list[2]
    append(list, 1, before)
  end
  group(score, members)
end

-- Rows just above a score, from the highest of them down, the highest group whole.
local function up(score, count)
  local list = redis.call('ZRANGEBYSCORE', key, '(' .. score, '+inf', 'WITHSCORES', 'LIMIT', 0, count)
  if #list == 0 then return end
  local highest, _, before = tail(list)
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
return {'ok', position, at, total, own, standing, lead, rows, large}
