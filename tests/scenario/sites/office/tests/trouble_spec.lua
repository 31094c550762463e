-- What can go wrong around a site.

scenario("a message is recorded and played back", function(t)
  local call = t:call { from = "ann", to = "300" }
  call:hears_tone "beep"
  call:speaks("4s", "please call me back")
  call:hears "please call me back"
  t:expect_log "ended by silence"
end)

scenario("a sound whose file is gone does not end the call", function(t)
  t:breaks("sound", "menu/welcome")
  local call = t:call { from = "ann", to = "300" }
  t:expect_log "menu/welcome"
  call:hears_tone "beep"
end)

scenario("a recording that cannot be written is told", function(t)
  t:breaks "recording"
  local call = t:call { from = "ann", to = "300" }
  t:expect_log "no space left on device"
  call:hears "that did not work"
end)

scenario("speech that fails is skipped", function(t)
  t:breaks "speech"
  local call = t:call { from = "ann", to = "100" }
  call:hears "press 2"
  call:presses "2"
  call:is_released()
end)

scenario("speech that hangs holds a call for ten seconds at most", function(t)
  t:breaks "slow speech"
  local call = t:call { from = "ann", to = "100" }
  call:hears "press 2"
  call:presses "2"
  call:is_released "11s"
end)

scenario("new calls get 503 while the ledger's disk is full", function(t)
  local before = t:call { from = "ann", to = "100" }
  before:is_answered()
  t:breaks "ledger"
  local call = t:call { from = "ben", to = "100" }
  call:is_refused(503)
  before:hears "press 1"
end)

scenario("a script error ends its call and nothing else", function(t)
  local other = t:call { from = "ben", to = "100" }
  local call = t:call { from = "ann", to = "500" }
  t:expect_error "site.lua:61"
  call:is_released()
  t:expect_log "cleaned up"
  other:hears "press 1"
end)

scenario("a finaliser that fails is told, and stops no other", function(t)
  local call = t:call { from = "ann", to = "501" }
  t:expect_error "cannot tidy up"
  t:expect_log "a finaliser: site.lua"
  t:expect_log "the other one runs all the same"
  call:is_released()
end)

scenario("chance is the floor's own", function(t)
  t:call { from = "ann", to = "600" }
  t:expect_log "dice: "
end)
