scenario("the site holds a call and goes on with it", function(t)
  local call = t:call { from = "carol", to = "100" }
  call:hears_tone "dial"
  call:hears_tone "beep"
  call:is_released()
end)

scenario("a caller holds the call and goes on", function(t)
  local carol = t:call { from = "carol", to = "300" }
  local ann = t:outgoing { to = "ann" }
  ann:answers()
  carol:talks_to(ann)
  carol:holds()
  t:wait "1s"
  carol:resumes()
  t:wait "1s"
  carol:talks_to(ann)
  ann:hangs_up()
  carol:is_released()
end)

scenario("the first phone that answers has the call", function(t)
  local carol = t:call { from = "carol", to = "200" }
  local ann = t:outgoing { to = "ann" }
  local bob = t:outgoing { to = "bob" }
  ann:is_called()
  bob:is_called()
  bob:answers()
  carol:talks_to(bob)
  ann:is_released()
  bob:hangs_up()
  carol:is_released()
  t:expect_log "sip:bob@phones.example"
end)

scenario("a phone that sends its calls elsewhere is followed", function(t)
  local carol = t:call { from = "carol", to = "300" }
  t:outgoing { to = "ann" }:redirects "sip:dave@phones.example"
  local dave = t:outgoing { to = "dave" }
  dave:answers()
  carol:talks_to(dave)
  carol:hangs_up()
  dave:is_released()
end)

scenario("a call ends before it is tidied up", function(t)
  local call = t:call { from = "+12025550143", to = "400" }
  call:is_answered()
  call:is_released "3s"
  t:expect_log "may hear: nil"
end)

scenario("who is held hears nothing of who holds", function(t)
  local carol = t:call { from = "carol", to = "300" }
  local ann = t:outgoing { to = "ann" }
  ann:answers()
  carol:talks_to(ann)
  carol:holds()
  t:wait "2s"
  carol:speaks { "3s", meanwhile = true }
  ann:hears_nothing "2s"
  ann:speaks { "2s", meanwhile = true }
  carol:hears_nothing "1s"
  t:wait "2s"
  carol:resumes()
  t:wait "1s"
  carol:talks_to(ann)
end)

scenario("a play may end with somebody hanging up", function(t)
  local carol = t:call { from = "carol", to = "500" }
  local ann = t:outgoing { to = "ann" }
  ann:answers()
  carol:talks_to(ann)
  ann:hangs_up()
end)

scenario("who holds is not heard from then on", function(t)
  local carol = t:call { from = "carol", to = "300" }
  local ann = t:outgoing { to = "ann" }
  ann:answers()
  carol:talks_to(ann)
  t:wait "2s"
  carol:holds()
  carol:speaks { "2s", meanwhile = true }
  ann:hears_nothing "2s"
end)

scenario("both hold, and go on one after the other", function(t)
  local carol = t:call { from = "carol", to = "300" }
  local ann = t:outgoing { to = "ann" }
  ann:answers()
  carol:talks_to(ann)
  carol:holds()
  ann:holds()
  carol:resumes()
  carol:holds { within = "10s" }
  carol:resumes { within = "10s" }
  ann:resumes()
  carol:talks_to(ann)
  ann:hangs_up()
end)
