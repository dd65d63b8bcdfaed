-- KEYS[1] state. ARGV: prefix, generation, from ('' for one that is being built), to, time, member, 1 to hide or 0 to show.
local state, prefix, generation, from, to, at, member = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local may, why = writable(state, generation, from)
if not may then return why end
local base = prefix .. generation .. ':'

local function move(source, target)
  local score = redis.call('ZSCORE', base .. source, member)
  if not score then
    strike(base, source)
    return
  end
  local left = redis.call('PTTL', base .. source)
  redis.call('ZREM', base .. source, member)
  redis.call('ZADD', base .. target, score, member)
  redis.call('SADD', base .. 'keys', target)
  if left > 0 then redis.call('PEXPIRE', base .. target, left) end
  strike(base, source)
end

local hide = ARGV[7] == '1'
local changed = redis.call(hide and 'SADD' or 'SREM', base .. 'hidden', member)
if changed == 1 then
  for _, name in ipairs(redis.call('SMEMBERS', base .. 'keys')) do
    local shadow = string.sub(name, -7) == '/hidden'
    local counts = string.sub(name, -7) == '/thanks'
    if hide and not shadow and not counts then
      move(name, name .. '/hidden')
    elseif not hide and shadow then
      move(name, string.sub(name, 1, -8))
    end
  end
end
if from ~= '' then advance(state, prefix, generation, to, at) end
return {'ok', to}
