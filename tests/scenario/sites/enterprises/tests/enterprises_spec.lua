-- The number dialled tells the firm. Both have rules, hours, lists, sounds, customers and conferences by the same names.

local function hears(t, from, to, text)
  local call = t:call { from = from, to = to }
  call:hears(text)
  call:is_released()
end

scenario("while the north is open and the south has closed", function(t)
  t:at "2026-03-02 11:00 America/New_York"
  hears(t, "+12025550199", "+12025550100", "welcome to the north")
  hears(t, "+12025550199", "+12025550200", "nobody is in at the south")
  -- Friends of the south are none of the north, nor are customers.
  hears(t, "+12025550143", "+12025550100", "hello, friend of the north")
  hears(t, "+12025550144", "+12025550100", "welcome to the north")
  hears(t, "+12025550150", "+12025550100", "welcome, gus, to the north")
  hears(t, "+12025550151", "+12025550100", "welcome to the north")
end)

scenario("while the south is open and the north has not begun", function(t)
  t:at "2026-03-02 10:30 Europe/Berlin"
  hears(t, "+12025550199", "+12025550100", "nobody is in at the north")
  for _, number in ipairs { "+12025550200", "2025550200", "1-202-555-0200", "011 1 202 555 0200" } do
    hears(t, "+12025550199", number, "welcome to the south")
  end
  hears(t, "+12025550144", "+12025550200", "hello, friend of the south")
  hears(t, "+12025550143", "+12025550200", "welcome to the south")
  hears(t, "+12025550150", "+12025550200", "welcome to the south")
  hears(t, "+12025550151", "+12025550200", "welcome, hanna, to the south")
end)

scenario("a store is one's own", function(t)
  hears(t, "+12025550199", "+12025550116", "I see the table")
  hears(t, "+12025550199", "+12025550126", "there is no such table: refused")
end)

scenario("numbers that are no firm's are the site's", function(t)
  hears(t, "+12025550199", "+12025550300", "you have reached the house")
  t:call({ from = "+12025550199", to = "+12025550999" }):is_refused(404)
  t:call({ from = "+12025550199", to = "300" }):is_refused(404)
end)

scenario("a sound that one has lost is lost to it alone", function(t)
  t:at "2026-03-02 11:00 America/New_York"
  t:breaks("sound", "north/welcome")
  local call = t:call { from = "+12025550199", to = "+12025550100" }
  call:is_released()
  t:expect_log "lost: "
  hears(t, "+12025550199", "+12025550300", "you have reached the house")
end)

scenario("a number changes hands with the day", function(t)
  t:at "2026-06-30 15:00 UTC"
  hears(t, "+12025550199", "+12025550101", "welcome to the north")
  t:wait "17h"
  hears(t, "+12025550199", "+12025550101", "welcome to the south")
end)

scenario("conferences of one name are two", function(t)
  local ann = t:call { from = "ann", to = "+12025550115" }
  local bob = t:call { from = "bob", to = "+12025550115" }
  ann:talks_to(bob)
  t:call({ from = "late", to = "+12025550115" }):is_refused(480)
  local eve = t:call { from = "eve", to = "+12025550125" }
  local dan = t:call { from = "dan", to = "+12025550125" }
  eve:talks_to(dan)
end)

scenario("who is transferred stays with the firm", function(t)
  local caller = t:call { from = "+12025550199", to = "+12025550117" }
  local agent = t:outgoing { to = "100" }
  agent:answers()
  caller:talks_to(agent)
  agent:transfers "200"
  t:expect_log "the north has 200, a secret of the north"
  local third = t:outgoing { to = "200" }
  third:answers()
  agent:has_transferred()
  caller:talks_to(third)
end)

scenario("who is transferred to another firm takes nothing along", function(t)
  local caller = t:call { from = "+12025550199", to = "+12025550117" }
  local agent = t:outgoing { to = "100" }
  agent:answers()
  caller:talks_to(agent)
  agent:transfers "+12025550200"
  t:expect_log "the south has +12025550200, for no reason"
end)

scenario("messages go to the firm that is written to", function(t)
  local ann = t:writer { from = "+12025550199", to = "+12025550100" }
  ann:writes "hello"
  ann:reads "the north has read hello"
  local bob = t:writer { from = "+12025550199", to = "+12025550200" }
  bob:writes "hello"
  bob:is_refused(404)
end)

scenario("a queue is served by one's own agents, whatever others are called", function(t)
  t:at "2026-03-02 11:00 America/New_York"
  hears(t, "+12025550199", "+12025550128", "ann of the south is ready")
  local call = t:call { from = "+12025550199", to = "+12025550119" }
  local south = t:outgoing { to = "200" }
  local north = t:outgoing { to = "100" }
  call:is_answered()
  t:wait "10s"
  south:expect { state = "waiting" }
  hears(t, "+12025550198", "+12025550118", "ann of the north is")
  north:answers()
  call:talks_to(north)
  call:hangs_up()
  local other = t:call { from = "+12025550199", to = "+12025550129" }
  south:answers()
  other:talks_to(south)
  other:hangs_up()
end)
