-- One exchange of a process about one quota: what ended, who waits; back comes who may go.
-- KEYS: window, inside, queue, alive, turns of people, turns of bulk, state. Times are milliseconds of this server.
local window, inside, queue, alive, state = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[7]
local turns = {['0'] = KEYS[5], ['1'] = KEYS[6]}
local calls, span, at_once = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local freely, bulk_at_once = tonumber(ARGV[4]), tonumber(ARGV[5])
local lease, beat, closing = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local prefix, base, at = ARGV[9], tonumber(ARGV[10]), 11
local BULK = 1e9
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000

local function kept(name) return tonumber(redis.call('HGET', state, name) or '0') end
local function later(a, b) if a > b then return a end return b end

redis.call('ZREMRANGEBYSCORE', window, '-inf', now)
redis.call('ZREMRANGEBYSCORE', inside, '-inf', now)
for _, name in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', now)) do
  redis.call('ZREM', queue, name)
  redis.call('ZREM', alive, name)
end

-- What ended: its place comes back a window from now, or at once where nothing was sent.
local ended = tonumber(ARGV[at])
at = at + 1
for _ = 1, ended do
  redis.call('ZREM', inside, ARGV[at])
  if ARGV[at + 1] == '1' and calls > 0 then redis.call('ZADD', window, now + span, ARGV[at])
  else redis.call('ZREM', window, ARGV[at]) end
  at = at + 2
end
local closed = kept('closed')
if closing > 0 then
  closed = later(closed, now + closing)
  redis.call('HSET', state, 'closed', closed)
end
local evenly, follows = kept('evenly') == 1, kept('follows')
if redis.call('ZCARD', queue) == 0 and redis.call('ZCARD', window) < freely then evenly = false end

-- Who waits: behind those who wait already, or behind their own last turn.
local waiting, mine = tonumber(ARGV[at]), {}
at = at + 1
for index = 1, waiting do
  local kind, count = ARGV[at + 1], tonumber(ARGV[at + 2])
  local name = kind .. ARGV[at]
  at = at + 3
  if count == 0 then
    redis.call('ZREM', queue, name)
    redis.call('ZREM', alive, name)
  else
    mine[name] = {index = index, count = count, kind = kind}
    redis.call('ZADD', alive, now + beat, name)
    if not redis.call('ZSCORE', queue, name) then
      local passed = kept('passed' .. kind)
      redis.call('ZREMRANGEBYSCORE', turns[kind], '-inf', passed)
      local turn = tonumber(redis.call('ZSCORE', turns[kind], name) or passed)
      redis.call('ZADD', queue, turn + (kind == '1' and BULK or 0), name)
    end
  end
end

-- In how many milliseconds a call may go: 0 now, -1 as soon as an answer frees a place.
local function opens(bulk)
  if redis.call('ZCARD', inside) >= (bulk and bulk_at_once or at_once) then return -1 end
  local wait = later(0, closed - now)
  if calls == 0 then return wait end
  local taken = redis.call('ZCARD', window)
  if evenly or taken >= freely then wait = later(wait, follows - now) end
  local many = taken - (bulk and freely or calls)
  if many >= 0 then
    local back = tonumber(redis.call('ZRANGE', window, many, many, 'WITHSCORES')[2]) - now
    if back > span then return -1 end
    wait = later(wait, back)
  end
  return wait
end

local granted, wait = {}, 0
while true do
  local head = redis.call('ZRANGE', queue, 0, 0, 'WITHSCORES')
  if not head[1] then break end
  local name, own = head[1], mine[head[1]]
  local kind = string.sub(name, 1, 1)
  wait = opens(kind == '1')
  if wait ~= 0 then break end
  if not own then
    -- Another process's turn: it looks at the same moments.
    wait = 3
    break
  end
  local id = prefix .. (base + #granted)
  redis.call('ZADD', inside, now + lease, id)
  if calls > 0 then
    redis.call('ZADD', window, now + lease + span, id)
    local taken = redis.call('ZCARD', window)
    if taken >= freely then evenly = true end
    if evenly then
      local oldest = tonumber(redis.call('ZRANGE', window, 0, 0, 'WITHSCORES')[2]) - now
      local pace = later(span / calls, math.min(oldest, span) / later(1, calls - taken))
      follows = later(follows, now - pace) + pace
    end
  end
  local turn = tonumber(head[2]) - (kind == '1' and BULK or 0)
  redis.call('HSET', state, 'passed' .. kind, later(kept('passed' .. kind), turn))
  redis.call('ZADD', turns[kind], turn + 1, name)
  own.count = own.count - 1
  if own.count > 0 then redis.call('ZADD', queue, head[2] + 1, name)
  else
    redis.call('ZREM', queue, name)
    redis.call('ZREM', alive, name)
  end
  granted[#granted + 1] = own.index - 1
end
redis.call('HSET', state, 'evenly', evenly and 1 or 0, 'follows', follows)
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, math.ceil(span + lease + 600000)) end
return {granted, math.ceil(wait), redis.call('ZCARD', queue)}
