-- KEYS[1] state. ARGV: prefix, generation or '', from, to, time; number of names, then for each name
-- and seconds until it expires (0: never); number of score changes, then for each the number of a
-- name, member, by; number of thanks, then for each the numbers of the names of the board and of the
-- counts, employee, nominator, by.
local state, prefix, to, at = KEYS[1], ARGV[1], ARGV[4], ARGV[5]
local generation, why = writable(state, ARGV[2], ARGV[3])
if not generation then return why end
local base = prefix .. generation .. ':'

local cursor = 5
local function take()
  cursor = cursor + 1
  return ARGV[cursor]
end

local names, ttls = {}, {}
for i = 1, tonumber(take()) do
  names[i], ttls[i] = take(), take()
end

local hidden = {}
local function isHidden(member)
  if hidden[member] == nil then
    hidden[member] = redis.call('SISMEMBER', base .. 'hidden', member) == 1
  end
  return hidden[member]
end

local touched = {}
local function add(i, member, by)
  local name = names[i]
  if isHidden(member) then name = name .. '/hidden' end
  touched[name] = ttls[i]
  local score = redis.call('ZINCRBY', base .. name, by, member)
  if tonumber(score) <= 0 then
    redis.call('ZREM', base .. name, member)
    if strike(base, name) then touched[name] = nil end
  end
end

local function thank(i, j, employee, nominator, by)
  local name, field = names[j], employee .. nominator
  touched[name] = ttls[j]
  local count = redis.call('HINCRBY', base .. name, field, by)
  local before = count - tonumber(by)
  if before <= 0 and count > 0 then
    add(i, employee, '1')
  elseif before > 0 and count <= 0 then
    add(i, employee, '-1')
  end
  if count == 0 then
    redis.call('HDEL', base .. name, field)
    if strike(base, name) then touched[name] = nil end
  end
end

for _ = 1, tonumber(take()) do
  local i, member, by = tonumber(take()), take(), take()
  add(i, member, by)
end
for _ = 1, tonumber(take()) do
  local i, j, employee, nominator, by = tonumber(take()), tonumber(take()), take(), take(), take()
  thank(i, j, employee, nominator, by)
end

local list = {}
for name, _ in pairs(touched) do list[#list + 1] = name end
for first = 1, #list, 1000 do
  local last = math.min(first + 999, #list)
  if redis.call('SADD', base .. 'keys', unpack(list, first, last)) > 0 then
    for i = first, last do
      if touched[list[i]] ~= '0' then redis.call('EXPIRE', base .. list[i], touched[list[i]]) end
    end
  end
end
if ARGV[2] == '' then advance(state, prefix, generation, to, at) end
return {'ok', to}
