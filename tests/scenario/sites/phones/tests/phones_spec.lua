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
  t:expect_log "phone 100 may not call premium numbers such as +19005550143"
  local other = t:call { from = "200", to = "+19005550143" }
  t:outgoing({ to = "+19005550143" }):answers()
  other:is_answered()
end)

local function reaches(t, caller, number)
  local call = t:call { from = caller, to = number }
  t:outgoing({ to = number }):answers()
  call:is_answered()
end

scenario("a stolen password rings no number of a class that the phone may not call", function(t)
  reaches(t, "300", "+12025550143")
  reaches(t, "300", "+493012345")
  for _, number in ipairs { "+19005550143", "+1-900-555.0143" } do
    t:call({ from = "300", to = number }):is_refused(403)
    t:expect_log("phone 300 may not call premium numbers such as " .. number)
    t:expect_log "no premium for 300"
  end
  t:call({ from = "300", to = "+4915112345" }):is_refused(403)
  t:expect_log "phone 300 may not call mobile numbers such as +4915112345"
  t:call({ from = "300", to = "+3312345678" }):is_refused(403)
  t:expect_log "phone 300 may not call +3312345678"
end)

scenario("a phone calls all but what it is told not to", function(t)
  reaches(t, "400", "+4915112345")
  reaches(t, "400", "+3312345678")
  t:call({ from = "400", to = "+19765550143" }):is_refused(403)
  t:expect_log "phone 400 may not call premium numbers such as +19765550143"
end)

scenario("who calls by a trunk is held to what it may call", function(t)
  local call = t:call { from = "+12025550199", to = "+12025550143", trunk = "branch" }
  t:outgoing({ to = "+12025550143" }):answers()
  call:is_answered()
  t:call({ from = "+12025550199", to = "+19005550143", trunk = "branch" }):is_refused(403)
  t:expect_log "who calls by trunk branch may not call premium numbers such as +19005550143"
end)

scenario("a trunk carries as many calls as it has channels", function(t)
  local first = t:call { from = "200", to = "911" }
  t:outgoing({ to = "911" }):answers()
  first:is_answered()
  t:call({ from = "400", to = "912" }):is_refused(480)
  t:expect_log "all 1 channels of trunk narrow are in use, retryable true"
  t:call({ from = "+12025550199", to = "9", trunk = "narrow" }):is_refused(503)
  first:hangs_up()
  t:wait "1s"
  local next = t:call { from = "200", to = "912" }
  t:outgoing({ to = "912" }):answers()
  next:is_answered()
end)

scenario("a host that is missing is told", function(t)
  t:call({ from = "100", to = "nowhere" }):is_refused(480)
  t:expect_log "'sip:ann@' is not a SIP URI"
end)

scenario("who ends without an answer is refused as the target did", function(t)
  for status, seen in pairs { [486] = 486, [404] = 404, [603] = 603, [503] = 480, [407] = 403 } do
    local call = t:call { from = "200", to = "9" .. status }
    t:outgoing({ to = "9" .. status }):refuses(status)
    call:is_refused(seen)
    t:expect_log("retryable " .. tostring(status == 486 or status == 503))
  end
end)
