-- All keys lie in the slot of the state's key: its prefix has the hash tag. A generation's keys are
-- <prefix><generation>:<name>; its `keys` lists the names, its `hidden` the people on no board. A
-- hidden person's scores are kept under <name>/hidden, so that showing them again needs no rebuild.

local function drop(prefix, generation)
  local base = prefix .. generation .. ':'
  for _, name in ipairs(redis.call('SMEMBERS', base .. 'keys')) do
    redis.call('UNLINK', base .. name)
  end
  redis.call('UNLINK', base .. 'keys', base .. 'hidden', base .. 'building')
end

-- Whether a generation can be changed, and why not. One that is being built has no position yet: from
-- is ''. What is changed goes by what a generation keeps: another one takes other changes.
local function writable(state, generation, from)
  if from == '' then return true end
  local s = redis.call('HMGET', state, 'gen', 'pos')
  if not s[1] then return false, {'missing', ''} end
  if s[1] ~= generation then return false, {'other', ''} end
  if s[2] ~= from then return false, {'moved', s[2]} end
  return true
end

-- Moves the position on. Readers go over to this generation when it has caught up with the one
-- that they read from.
local function advance(state, prefix, generation, to, at)
  local s = redis.call('HMGET', state, 'read', 'readpos')
  redis.call('HSET', state, 'pos', to, 'at', at)
  if s[1] and tonumber(to) >= tonumber(s[2]) then
    redis.call('HDEL', state, 'read', 'readpos', 'readat', 'readkept')
    drop(prefix, s[1])
  end
end

-- Strikes a name off the list when its key is gone, so that it gets its expiry when it comes again.
local function strike(base, name)
  if redis.call('EXISTS', base .. name) == 0 then
    redis.call('SREM', base .. 'keys', name)
    return true
  end
end
