scenario("whoever answers is told of the call before it has it", function(t)
  local caller = t:call { from = "+12025550143", to = "sales" }
  local ann = t:outgoing { to = "100" }
  ann:answers()
  ann:hears "A call for sales from +12025550143"
  ann:talks_to(caller)
  caller:hangs_up()
  ann:is_released()
end)

scenario("who hangs up while it is told has declined", function(t)
  local caller = t:call { from = "+12025550143", to = "sales" }
  local ann = t:outgoing { to = "100" }
  ann:answers()
  ann:hangs_up()
  local bob = t:outgoing { to = "200" }
  bob:answers()
  bob:hears "A call for sales from +12025550143"
  bob:talks_to(caller)
  bob:hangs_up()
  t:expect_log "talked"
  caller:is_released()
end)

scenario("what answers without the key has no call", function(t)
  local caller = t:call { from = "+12025550143", to = "follow" }
  local mobile = t:outgoing { to = "100" }
  local desk = t:outgoing { to = "200" }
  mobile:answers()
  mobile:hears "Press one"
  desk:answers()
  desk:hears "Press one"
  desk:presses "1"
  desk:talks_to(caller)
  mobile:is_released()
  caller:hangs_up()
end)

scenario("nobody who presses the key in time has declined", function(t)
  local caller = t:call { from = "+12025550143", to = "follow" }
  local mobile = t:outgoing { to = "100" }
  local desk = t:outgoing { to = "200" }
  desk:refuses(486)
  mobile:answers()
  mobile:is_released()
  t:expect_log "declined"
  caller:is_refused(603)
end)
