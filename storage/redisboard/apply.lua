-- KEYS[1] state. ARGV: prefix, generation, from ('' for one that is being built), to, time; number of names, then for each name
-- and seconds until it expires (0: never); number of boards whose scores change, then for each the
-- number of its name, how many scores, and for each score member, by; number of boards of thanks, then
-- for each the numbers of the names of the board and of the counts, how many thanks, and for each
-- employee, nominator, by. Redis is called for each board, not for each score: a call costs more than
-- what it does.
local state, prefix, generation, from, to, at = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local may, why = writable(state, generation, from)
if not may then return why end
local base = prefix .. generation .. ':'
local most = 1000 -- values of one call

local cursor = 5
local function take()
  cursor = cursor + 1
  return ARGV[cursor]
end

local names, ttls = {}, {}
for i = 1, tonumber(take()) do
  names[i], ttls[i] = take(), take()
end

local touched = {}

-- Adds to numbers that one key holds, by the commands that read, set and drop some of them. A count
-- that comes to 0 is dropped, and a score (which is set before its member) also below. Returns the
-- numbers before and after.
local function add(name, ttl, list, by, reading, setting, dropping, isScore)
  local key, befores, afters = base .. name, {}, {}
  for first = 1, #list, most do
    local last = math.min(first + most - 1, #list)
    local old = redis.call(reading, key, unpack(list, first, last))
    local set, gone = {}, {}
    for i = first, last do
      local before = tonumber(old[i - first + 1] or '0')
      local after = before + by[i]
      befores[i], afters[i] = before, after
      if after > 0 or (after ~= 0 and not isScore) then
        local n, text = #set, string.format('%.0f', after)
        if isScore then set[n + 1], set[n + 2] = text, list[i] else set[n + 1], set[n + 2] = list[i], text end
      elseif old[i - first + 1] then
        gone[#gone + 1] = list[i]
      end
    end
    if #set > 0 then
      redis.call(setting, key, unpack(set))
      touched[name] = ttl
    end
    if #gone > 0 then
      redis.call(dropping, key, unpack(gone))
      if strike(base, name) then touched[name] = nil end
    end
  end
  return befores, afters
end

local function scores(name, ttl, members, by)
  if #members > 0 then add(name, ttl, members, by, 'ZMSCORE', 'ZADD', 'ZREM', true) end
end

local anyHidden, hidden = redis.call('EXISTS', base .. 'hidden') == 1, {}
local function isHidden(member)
  if hidden[member] == nil then
    hidden[member] = redis.call('SISMEMBER', base .. 'hidden', member) == 1
  end
  return hidden[member]
end

-- Changes scores of one board; those of hidden people are kept beside it.
local function change(i, members, by)
  if not anyHidden then return scores(names[i], ttls[i], members, by) end
  local shown, shownBy, kept, keptBy = {}, {}, {}, {}
  for k, member in ipairs(members) do
    if isHidden(member) then
      kept[#kept + 1], keptBy[#keptBy + 1] = member, by[k]
    else
      shown[#shown + 1], shownBy[#shownBy + 1] = member, by[k]
    end
  end
  scores(names[i], ttls[i], shown, shownBy)
  scores(names[i] .. '/hidden', ttls[i], kept, keptBy)
end

for _ = 1, tonumber(take()) do
  local i, members, by = tonumber(take()), {}, {}
  for k = 1, tonumber(take()) do
    members[k], by[k] = take(), tonumber(take())
  end
  change(i, members, by)
end

for _ = 1, tonumber(take()) do
  local i, j, employees, fields, by = tonumber(take()), tonumber(take()), {}, {}, {}
  for k = 1, tonumber(take()) do
    employees[k] = take()
    fields[k] = employees[k] .. take()
    by[k] = tonumber(take())
  end
  local befores, afters = add(names[j], ttls[j], fields, by, 'HMGET', 'HSET', 'HDEL', false)
  local place, members, people = {}, {}, {} -- a nominator counts once, however often they say thanks
  for k, employee in ipairs(employees) do
    local difference = (afters[k] > 0 and 1 or 0) - (befores[k] > 0 and 1 or 0)
    if difference ~= 0 then
      local p = place[employee]
      if not p then
        p = #members + 1
        place[employee], members[p], people[p] = p, employee, 0
      end
      people[p] = people[p] + difference
    end
  end
  change(i, members, people)
end

local list = {}
for name, _ in pairs(touched) do list[#list + 1] = name end
for first = 1, #list, most do
  local last = math.min(first + most - 1, #list)
  if redis.call('SADD', base .. 'keys', unpack(list, first, last)) > 0 then
    for i = first, last do
      if touched[list[i]] ~= '0' then redis.call('EXPIRE', base .. list[i], touched[list[i]]) end
    end
  end
end
if from ~= '' then advance(state, prefix, generation, to, at) end
return {'ok', to}
