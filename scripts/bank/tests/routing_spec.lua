-- Every rule of routing.lua once, and what the database has to say. `tipring test scripts/bank`.

local main = "+18005550100"

local function open(t) t:at "2026-03-03 10:00:00 America/New_York" end

-- The caller waits for, and talks to, this agent of the bank.
local function reaches(t, caller, name, ...)
  local agent = t:agent(name)
  agent:becomes "ready"
  local call = t:call { from = caller, to = main }
  for _, digit in ipairs { ... } do
    call:hears "for billing press 1"
    call:presses(digit)
  end
  local person = agent:phone()
  person:rings()
  person:answers()
  call:talks_to(person)
  call:hangs_up()
  person:is_released()
  agent:becomes "offline"
end

local function hears(t, caller, dialled, ...)
  local call = t:call { from = caller, to = dialled }
  for _, text in ipairs { ... } do call:hears(text) end
  return call
end

scenario("a number that is not ours", function(t)
  open(t)
  t:call { from = "+12025550143", to = "+18005550199" }:is_refused(404)
end)

scenario("a campaign's number is ours for a month", function(t)
  t:at "2026-03-31 10:00:00 America/New_York"
  hears(t, "+12025550143", "+12025550190", "welcome to the bank"):hangs_up()
  t:wait "24h"
  t:call { from = "+12025550143", to = "+12025550190" }:is_refused(404)
end)

scenario("barred callers", function(t)
  open(t)
  for _, caller in ipairs { "+12025550166", "2025550166", "+19005551234" } do
    t:call { from = caller, to = main }:is_refused(603)
  end
end)

for when, time in pairs { ["in the evening"] = "2026-03-03 20:00", ["on Sundays"] = "2026-03-08 12:00",
                          ["on Thanksgiving"] = "2026-11-26 12:00" } do
  scenario("closed " .. when, function(t)
    t:at(time .. ":00 America/New_York")
    hears(t, "+12025550101", main, "we are closed"):is_released()
  end)
end

scenario("a gold customer, by any of her numbers", function(t)
  open(t)
  reaches(t, "+12025550101", "ann", "1")
  reaches(t, "2025550111", "ann", "3")
end)

scenario("a large firm with a repair", function(t)
  open(t)
  reaches(t, "+12025550102", "carl", "2")
end)

scenario("an overdue account and a question about billing", function(t)
  open(t)
  local call = hears(t, "+12025550103", main, "welcome to the bank, otto due", "for billing press 1")
  call:presses "1"
  call:hears "enter your account number"
  call:presses "4711#"
  call:hears "you owe two hundred and fifty dollars, due on the first of april"
  call:is_released()
end)

scenario("an account that nobody knows, and one that is no number", function(t)
  open(t)
  for _, digits in ipairs { "99999#", "1*1*1#" } do
    local call = hears(t, "+12025550103", main, "for billing press 1")
    call:presses "1"
    call:hears "enter your account number"
    call:presses(digits)
    call:hears "we do not know that account"
    call:is_released()
  end
end)

scenario("everybody else, by reason", function(t)
  open(t)
  reaches(t, "+12025550104", "ann", "1")
  reaches(t, "+12025550104", "carl", "2")
  reaches(t, "+12025550199", "olga", "3")
end)

scenario("who presses nothing, or nonsense, speaks with a person", function(t)
  open(t)
  reaches(t, "+12025550199", "olga", "9", "8", "7")
end)

scenario("a caller who shows no number", function(t)
  open(t)
  reaches(t, "anonymous", "ann", "1")
end)

scenario("treatments are rows that people change", function(t)
  open(t)
  hears(t, "+12025550105", main, "your adviser will call you"):is_released()
  local manager = t:outgoing { to = "manager", name = "manager" }
  t:call { from = "+12025550101", to = "+12025550807" }
  manager:rings()
end)

scenario("with the database away the menu asks, and calls are led on", function(t)
  open(t)
  t:breaks "database"
  reaches(t, "+12025550101", "ann", "1")
end)
