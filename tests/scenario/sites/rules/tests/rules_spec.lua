-- Who goes where, by each kind of condition and each policy.

local washington, london, berlin = "+12025550143", "+442079460000", "+493012345"

local function hears_on(t, from, to, what)
  local call = t:call { from = from, to = to }
  call:hears(what)
end

scenario("a list of values, and a range of numbers", function(t)
  local call = t:call { from = berlin, to = "112" }
  call:is_refused(403)
  hears_on(t, berlin, "+493010050", "this is range")
  hears_on(t, berlin, "+493010100", "this is others")
end)

scenario("patterns of numbers, and what none of them may be", function(t)
  hears_on(t, london, "100", "this is far")
  hears_on(t, "+13015550143", "100", "this is far")
  hears_on(t, washington, "100", "this is others none")
end)

scenario("a rule leads to other rules, with what it has set", function(t)
  hears_on(t, berlin, "300", "this is large, six hundred for repair")
  hears_on(t, berlin, "301", "this is large")
end)

scenario("a function decides where all else holds", function(t)
  hears_on(t, berlin, "411", "this is odd")
  hears_on(t, berlin, "412", "this is others")
end)

scenario("a function that fails does not hold", function(t)
  hears_on(t, berlin, "broken", "this is others")
  t:expect_error "attempt to get length of field 'account'"
  t:expect_log "where \"fails\" of rules \"inbound\""
end)

scenario("a function that waits does not hold, and is told why", function(t)
  hears_on(t, berlin, "waits", "this is others")
  t:expect_error "a function that rules ask by where answers at once"
  t:expect_log "where \"takes its time\" of rules \"inbound\""
end)

scenario("a contact goes to a phone of the site", function(t)
  local call = t:call { from = berlin, to = "desk" }
  t:outgoing({ to = "200" }):refuses(486)
  call:is_refused(486)
end)

scenario("a caller is connected by a trunk, and is refused as it refuses", function(t)
  local call = t:call { from = berlin, to = "outside" }
  local outside = t:outgoing { to = "+12025550143" }
  outside:is_called()
  outside:refuses(486)
  call:is_refused(486)
end)

scenario("a caller who is connected by a rule talks until either hangs up", function(t)
  local call = t:call { from = berlin, to = "outside" }
  local outside = t:outgoing { to = "+12025550143" }
  outside:answers()
  call:is_answered()
  outside:hangs_up()
  call:is_released()
end)

scenario("a redirection", function(t)
  local call = t:call { from = berlin, to = "page" }
  call:is_redirected "sip:page@192.0.2.7"
end)

scenario("of collected rules each sets what none before it has set", function(t)
  hears_on(t, washington, "marks", "us, known, five")
  hears_on(t, "+13015550143", "marks", "us, known, nothing")
  hears_on(t, berlin, "marks", "nobody, not known, nothing")
end)

scenario("a script asks why", function(t)
  hears_on(t, berlin, "asked", "by name of asked for asked without phone to dialog \"why\" as said")
end)

scenario("the highest priority decides", function(t)
  hears_on(t, washington, "ranked", "this is high")
  local call = t:call { from = berlin, to = "ranked" }
  call:is_refused(480)
end)

scenario("of rules that are to be unique one decides alone", function(t)
  hears_on(t, washington, "one", "this is far")
  hears_on(t, london, "one", "this is high")
  local call = t:call { from = berlin, to = "one" }
  call:is_refused(488)
end)

scenario("a ring that a caller never leaves ends the call, and is told", function(t)
  t:call { from = berlin, to = "here" }
  t:expect_error "goes round: it has moved on 100 times within a second"
end)

scenario("the same rules serve messages", function(t)
  local ann = t:writer { from = berlin, to = "help" }
  ann:writes "hi"
  ann:reads "one moment"
end)

scenario("a chat cannot go to a dialog", function(t)
  local ann = t:writer { from = berlin, to = "out" }
  ann:writes "hi"
  t:expect_error "where a chat cannot go"
end)
