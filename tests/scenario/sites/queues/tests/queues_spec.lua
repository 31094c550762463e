-- Agents are the phones 100 to 103, which dial a code to be ready.

local phones = { ann = "100", bert = "101", cleo = "102", dora = "103" }

local function says(t, code, text, ...)
  for _, name in ipairs { ... } do
    local call = t:call { from = phones[name], to = code, name = name .. " dials" }
    call:hears(text)
    call:is_released()
    t:wait "1s"
  end
end

local function ready(t, ...) says(t, "*50", "you are ready", ...) end

local function phone_of(t, name) return t:outgoing { to = phones[name], name = name } end

local function caller(t, name, queue, from)
  return t:call { from = from or "+12025550143", to = queue, name = name }
end

-- The agent's phone rings, and the two talk.
local function serves(t, agent, call)
  local phone = phone_of(t, agent)
  phone:is_called()
  phone:rings()
  phone:answers()
  call:talks_to(phone)
  return phone
end

scenario("who waits hears music until an agent is there", function(t)
  local call = caller(t, "otto", "billing")
  call:is_answered()
  call:hears "you are next in line"
  call:hears "la la la"
  ready(t, "ann")
  local ann = serves(t, "ann", call)
  ann:hangs_up()
  call:is_released()
end)

scenario("who is idle longest is called first", function(t)
  ready(t, "ann", "bert")
  local first = caller(t, "first", "billing", "+12025550101")
  local ann = serves(t, "ann", first)
  local second = caller(t, "second", "billing", "+12025550102")
  local bert = serves(t, "bert", second)
  second:hangs_up()
  first:hangs_up()
  ann:is_released()
  bert:is_released()
end)

scenario("an agent who does not answer is not ready, and the next is called", function(t)
  ready(t, "ann", "bert")
  local call = caller(t, "otto", "billing")
  local ann = phone_of(t, "ann")
  ann:is_called()
  ann:rings()
  t:wait "15s"
  ann:is_released()
  local bert = serves(t, "bert", call)
  call:hangs_up()
  bert:is_released()
  t:call({ from = "+12025550150", to = "eve" }):hears "ann is not-ready"
end)

scenario("a caller who hangs up while the agent rings is forgotten", function(t)
  ready(t, "ann")
  local call = caller(t, "otto", "billing")
  local ann = phone_of(t, "ann")
  ann:is_called()
  ann:rings()
  call:hangs_up()
  ann:is_released()
  local other = caller(t, "other", "billing", "+12025550109")
  serves(t, "ann", other)
  other:hangs_up()
end)

scenario("an agent has time after a call", function(t)
  ready(t, "ann")
  local first = caller(t, "first", "billing", "+12025550101")
  serves(t, "ann", first):hangs_up()
  local second = caller(t, "second", "billing", "+12025550102")
  local ann = phone_of(t, "ann")
  t:wait "18s"
  ann:expect { state = "waiting" }
  ann:is_called "5s"
  ann:answers()
  second:talks_to(ann)
  second:hangs_up()
end)

scenario("a higher priority comes first, and waiting makes up for it", function(t)
  local first = caller(t, "first", "plain", "+12025550101")
  t:wait "30s"
  local gold = caller(t, "gold", "501", "+12025550102")
  t:wait "1s"
  ready(t, "bert")
  serves(t, "bert", gold):hangs_up()
  local bert = serves(t, "bert", first)
  first:hangs_up()
  bert:is_released()
end)

scenario("who has waited long enough is before a later one of a higher priority", function(t)
  local first = caller(t, "first", "plain", "+12025550101")
  t:wait "2m"
  local gold = caller(t, "gold", "501", "+12025550102")
  t:wait "1s"
  ready(t, "bert")
  serves(t, "bert", first):hangs_up()
  serves(t, "bert", gold):hangs_up()
end)

scenario("there is no room for a third", function(t)
  local first = caller(t, "first", "plain", "+12025550101")
  first:is_answered()
  local second = caller(t, "second", "plain", "+12025550102")
  second:is_answered()
  caller(t, "third", "plain", "+12025550103"):hears "all lines are busy"
end)

scenario("rules ask what a queue is like", function(t)
  local first = caller(t, "first", "500", "+12025550101")
  first:is_answered()
  caller(t, "second", "500", "+12025550102"):hears "all lines are busy"
end)

scenario("who waits longer than the queue lets it, with nowhere to go, is done", function(t)
  local call = caller(t, "otto", "patient")
  call:is_answered()
  call:is_released "65s"
  t:expect_log 'left queue "patient" (limit) and has nowhere to go'
end)

scenario("who waits long goes elsewhere, and comes back to the same place", function(t)
  local first = caller(t, "first", "operator", "+12025550101")
  t:wait "1s"
  local second = caller(t, "second", "operator", "+12025550102")
  first:hears("press 1 to go on waiting", "125s")
  first:presses "1"
  ready(t, "bert")
  serves(t, "bert", first):hangs_up()
  second:hangs_up()
end)

scenario("with nobody there who serves it a queue sends callers elsewhere", function(t)
  caller(t, "otto", "night"):hears "please leave a message"
  ready(t, "bert")
  local call = caller(t, "later", "night")
  serves(t, "bert", call)
  call:hangs_up()
end)

scenario("once the last agent goes, those who wait do, too", function(t)
  says(t, "*51", "you are not-ready", "bert")
  local call = caller(t, "otto", "night")
  call:is_answered()
  call:hears_nothing "5s"
  says(t, "*52", "you are offline", "bert")
  call:hears "please leave a message"
end)

scenario("a key leads elsewhere", function(t)
  local call = caller(t, "otto", "billing")
  call:hears "you are next in line"
  call:presses "5"
  t:wait "1s"
  call:presses "9"
  call:hears "please leave a message"
  call:is_released()
end)

scenario("a key leads to another queue", function(t)
  local call = caller(t, "otto", "billing")
  call:hears "you are next in line"
  call:presses "0"
  t:wait "1s"
  ready(t, "bert")
  serves(t, "bert", call)
  call:hangs_up()
end)

scenario("a customer is served by whom it was served before", function(t)
  ready(t, "ann", "bert")
  local call = caller(t, "otto", "billing", "+12025550101")
  serves(t, "ann", call):hangs_up()
  t:wait "5s"
  local again = caller(t, "otto again", "billing", "+12025550101")
  t:wait "14s"
  serves(t, "ann", again)
  again:hangs_up()
end)

scenario("who was cut off has the place back", function(t)
  local first = caller(t, "first", "billing", "+12025550101")
  t:wait "1s"
  local second = caller(t, "second", "billing", "+12025550102")
  second:hears "you are number 2 in line"
  first:hangs_up()
  t:wait "20s"
  local again = caller(t, "first again", "billing", "+12025550101")
  t:wait "1s"
  ready(t, "ann")
  serves(t, "ann", again):hangs_up()
  second:hangs_up()
end)

scenario("more agents may serve a caller as it waits", function(t)
  t:call({ from = "+12025550150", to = "eve" }):hears "eve is ready"
  ready(t, "dora")
  local call = caller(t, "otto", "repair")
  local dora = phone_of(t, "dora")
  local eve = t:outgoing { to = "sip:eve@192.0.2.7", name = "eve" }
  t:wait "28s"
  dora:expect { state = "waiting" }
  dora:is_called "5s"
  dora:rings()
  t:wait "20s"  -- It is left alone for two seconds, and called again.
  t:outgoing({ to = "103", name = "dora again" }):rings()
  eve:expect { state = "waiting" }
  eve:is_called "40s"
  eve:answers()
  call:talks_to(eve)
  call:hangs_up()
end)

scenario("what a rule needs counts beside what the queue does", function(t)
  ready(t, "bert", "ann")
  local call = caller(t, "otto", "502")
  serves(t, "ann", call)
  call:hangs_up()
end)

scenario("what several rules need adds up", function(t)
  ready(t, "ann", "bert", "dora")
  local call = caller(t, "otto", "503")
  call:is_answered()
  t:wait "5s"
  for _, name in ipairs { "ann", "bert", "dora" } do phone_of(t, name):expect { state = "waiting" } end
  call:hangs_up()
end)

scenario("a site has its own words", function(t)
  caller(t, "first", "repair", "+12025550101"):hears "sie sind die nächsten"
  caller(t, "second", "repair", "+12025550102"):hears "sie sind nummer 2"
end)

scenario("only an agent's phone is ready", function(t)
  t:call({ from = "+12025550150", to = "*50" }):is_refused(403)
end)

scenario("rules say what a contact hears before it waits, and while it does", function(t)
  local gold = caller(t, "gold", "501")
  gold:hears "have you heard of our cards"
  gold:hears "la la la"
  gold:hangs_up()
  local hasty = caller(t, "hasty", "501")
  hasty:hears "have you heard"
  hasty:hangs_up()
end)
