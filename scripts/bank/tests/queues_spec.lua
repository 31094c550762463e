-- What waiting at the bank is like. `tipring test scripts/bank`.

local function open(t) t:at "2026-03-03 10:00:00 America/New_York" end

-- A caller who has asked the menu for something.
local function asks(t, digit, from, name)
  local call = t:call { from = from or "+12025550104", to = "+18005550100", name = name }
  call:hears "for billing press 1"
  call:presses(digit)
  return call
end

local function serves(agent, call)
  local phone = agent:phone()
  phone:rings()
  phone:answers()
  call:talks_to(phone)
  return phone
end

scenario("callers hear music and their place, and the agents who know billing best come first", function(t)
  open(t)
  local bob = t:agent "bob"
  bob:becomes "ready"
  local call = asks(t, "1")
  call:waits_in { "billing", position = 1 }
  call:hears "you are next in line"
  call:hears "hold/piano"
  t:wait "25s"
  bob:is "ready"                                      -- his five is asked for after half a minute
  serves(bob, call):hangs_up()
  call:is_released()
  bob:is "wrap-up"
  t:wait "20s"
  bob:is "ready"
end)

scenario("an agent who does not answer is not ready, and nobody loses the place", function(t)
  open(t)
  local ann, bob = t:agent "ann", t:agent "bob"
  ann:becomes "ready"
  bob:becomes "ready"
  local call = asks(t, "1")
  ann:phone():rings()
  t:wait "15s"
  ann:is("not-ready", "no-answer")
  call:waits_in { "billing", position = 1 }
  t:wait "15s"
  serves(bob, call):hangs_up()
end)

scenario("gold customers come first", function(t)
  open(t)
  local first = asks(t, "1", "+12025550104", "first")
  first:waits_in { "billing", position = 1 }
  local gold = asks(t, "1", "+12025550101", "gold")
  gold:waits_in { "billing", position = 1 }
  first:waits_in { "billing", position = 2 }
  local ann = t:agent "ann"
  ann:becomes "ready"
  serves(ann, gold):hangs_up()
  gold:is_released()
  first:hangs_up()
end)

scenario("who was cut off has the place back", function(t)
  open(t)
  local first = asks(t, "1", "+12025550104", "first")
  first:waits_in "billing"
  t:wait "10s"
  local second = asks(t, "1", "+12025550199", "second")
  second:waits_in { "billing", position = 2 }
  first:hangs_up()
  local again = asks(t, "1", "+12025550104", "again")
  again:waits_in { "billing", position = 1 }
  again:hangs_up()
  second:hangs_up()
end)

scenario("a key leads to a message", function(t)
  open(t)
  local call = asks(t, "1")
  call:hears "hold/piano"
  call:presses "9"
  call:hears "leave a message"
  call:hears_tone "beep"
  call:speaks("3s", "please call me")
  call:hears "we will see to it"
  call:is_released()
end)

scenario("after five minutes callers may stay, and keep their place", function(t)
  open(t)
  local first = asks(t, "1", "+12025550104", "first")
  first:waits_in "billing"
  t:wait "1s"
  local second = asks(t, "1", "+12025550199", "second")
  second:waits_in { "billing", position = 2 }
  t:wait "290s"
  first:hears "keep your place"
  t:wait "8s"
  first:waits_in { "billing", position = 1 }
  first:hangs_up()
  second:hangs_up()
end)

scenario("with nobody there for repairs a message is taken at once", function(t)
  open(t)
  local call = asks(t, "2")
  call:hears "leave a message"
  call:hangs_up()
end)

scenario("the operators take turns", function(t)
  open(t)
  local olga, dora = t:agent "olga", t:agent "dora"
  olga:becomes "ready"
  dora:becomes "ready"
  serves(olga, asks(t, "3")):hangs_up()
  serves(dora, asks(t, "3")):hangs_up()
  serves(olga, asks(t, "3")):hangs_up()
end)
