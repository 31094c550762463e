scenario("a phone calls another", function(t)
  local caller = t:call { from = "100", to = "200" }
  local called = t:outgoing { to = "200" }
  called:is_called()
  called:answers()
  caller:is_answered()
  caller:talks_to(called)
  caller:hangs_up()
  called:is_released()
end)

scenario("a phone that is registered nowhere is not there", function(t)
  t:unregister "200"
  local caller = t:call { from = "100", to = "200" }
  caller:is_refused(480)
  t:expect_log "200 failed: not-registered 20"
end)

scenario("a phone calls outside by the trunk", function(t)
  local caller = t:call { from = "100", to = "+12025550143" }
  local outside = t:outgoing { to = "+12025550143" }
  outside:is_called()
  outside:refuses(486)
  caller:is_refused(486)
end)

scenario("a stranger is nobody's phone", function(t)
  t:call({ from = "+12025550199", to = "200" }):is_refused(403)
end)

scenario("a call by the trunk is no phone's, whatever its number", function(t)
  local caller = t:call { from = "100", to = "4711", trunk = "carrier" }
  t:expect_log "by carrier for 4711"
  t:outgoing({ to = "100" }):answers()
  caller:is_answered()
end)

scenario("a phone calls by the trunk what it may call, and nothing else", function(t)
  local caller = t:call { from = "100", to = "+19005550143" }
  caller:is_refused(403)
  t:expect_log "the caller may not call sip:+19005550143@carrier"
  local other = t:call { from = "200", to = "+19005550143" }
  t:outgoing({ to = "+19005550143" }):answers()
  other:is_answered()
end)
