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
  t:expect_log "phone 100 may not call +19005550143 (premium): may_call has neither it nor the number"
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
  for _, number in ipairs { "+19005550143", "+1-900-555.0143", "+1 (900) 555-0143" } do
    t:call({ from = "300", to = number }):is_refused(403)
    t:expect_log "phone 300 may not call +19005550143 (premium)"
    t:expect_log "no premium for 300"
  end
  t:call({ from = "300", to = "+4915112345" }):is_refused(403)
  t:expect_log "phone 300 may not call +4915112345 (mobile)"
  t:call({ from = "300", to = "+3312345678" }):is_refused(403)
  t:expect_log "phone 300 may not call +3312345678"
end)

scenario("a phone calls all but what it is told not to", function(t)
  reaches(t, "400", "+4915112345")
  reaches(t, "400", "+3312345678")
  t:call({ from = "400", to = "+19765550143" }):is_refused(403)
  t:expect_log "phone 400 may not call +19765550143 (premium): may_not_call has premium"
end)

scenario("who calls by a trunk is held to what it may call", function(t)
  local call = t:call { from = "+12025550199", to = "+12025550143", trunk = "branch" }
  t:outgoing({ to = "+12025550143" }):answers()
  call:is_answered()
  t:call({ from = "+12025550199", to = "+19005550143", trunk = "branch" }):is_refused(403)
  t:expect_log "who calls by trunk branch may not call +19005550143 (premium)"
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

scenario("a refusal names the rule that refuses, and its cause is one", function(t)
  local call = t:call { from = "500", to = "+12035550143" }
  call:is_refused(403)
  t:expect_log "phone 500 may not call +12035550143 (national): may_not_call has +1203*"
  t:expect_log "refused: 403, cause 21, no class"
end)

scenario("no address of a trunk gets round what a phone may call", function(t)
  for _, uri in ipairs {
    "sip:+19005550143@192.0.2.1", "sip:+19005550143@192.0.2.1:5080;transport=tcp", "sips:+1(900)555-0143@192.0.2.1",
    "sip:%2B1900%35550143@192.0.2.1", "sip:+19005550143;phone-context=x@192.0.2.1;user=phone",
    "sip:+19005550143@GW.Carrier.Example.", "sip:+19005550143@[2001:DB8:0::1]:5060", "sip:+19005550143@192.513",
    "sip:+19005550143@0xc0000201:5070", "sip:+19005550143@elsewhere.example;maddr=192.0.2.1",
    "SIP:+19005550143@192.0.2.1", "Tel:+1-900-555-0143", "tel:9005550143;phone-context=+1", "sip:tel:+19005550143",
    "sip:tel:+19005550143@192.0.2.1",
  } do
    t:call({ from = "300", to = "uri", headers = { ["X-Uri"] = uri } }):is_refused(403)
    t:expect_log "phone 300 may not call +19005550143 (premium)"
    t:call({ from = "400", to = "uri", headers = { ["X-Uri"] = uri } }):is_refused(403)
    t:expect_log "phone 400 may not call +19005550143 (premium)"
  end
  local call = t:call { from = "300", to = "uri", headers = { ["X-Uri"] = "sip:+12025550143@gw.carrier.example" } }
  t:outgoing({ to = "sip:+12025550143@gw.carrier.example" }):answers()
  call:is_answered()
end)

scenario("a host that is no trunk's is nobody's business", function(t)
  local call = t:call { from = "300", to = "uri", headers = { ["X-Uri"] = "sip:+19005550143@192.0.2.99" } }
  t:outgoing({ to = "sip:+19005550143@192.0.2.99" }):answers()
  call:is_answered()
end)

scenario("a scheme is the same in capitals", function(t)
  local call = t:call { from = "200", to = "uri", headers = { ["X-Uri"] = "SIP:Ann@192.0.2.99" } }
  t:outgoing({ to = "sip:Ann@192.0.2.99" }):answers()
  call:is_answered()
end)

scenario("a number without a host leads to no trunk of several", function(t)
  t:call({ from = "200", to = "uri", headers = { ["X-Uri"] = "tel:+12025550143" } }):is_refused(404)
end)

scenario("a redirection to a trunk's host is held to what the caller may call", function(t)
  for _, uri in ipairs { "sip:+19005550143@gw.carrier.example:5061;transport=tls", "sip:+19005550143@192.0.2.3" } do
    local call = t:call { from = "300", to = "+12025550143" }
    t:outgoing({ to = "+12025550143" }):redirects(uri)
    call:is_refused(403)
    t:expect_log "phone 300 may not call +19005550143 (premium)"
  end
  local call = t:call { from = "300", to = "+12025550143" }
  t:outgoing({ to = "+12025550143" }):redirects "sip:+12025550199@gw.carrier.example"
  t:outgoing({ to = "sip:+12025550199@gw.carrier.example" }):answers()
  call:is_answered()
end)

scenario("what people write between digits is not dialled", function(t)
  local call = t:call { from = "200", to = "+1 (202) 555-01.43" }
  t:outgoing({ to = "+12025550143" }):answers()
  call:is_answered()
end)

scenario("who dials what is no number is told that it does not exist", function(t)
  t:call({ from = "200", to = "ann%40home" }):is_refused(404)
  t:expect_log "not-found 404"
  t:call({ from = "200", to = "(-)" }):is_refused(484)
  t:call({ from = "200", to = "by name", trunk = "carrier" }):is_refused(404)
  t:call({ from = "200", to = "+1\"2" }):is_refused(404)
end)

scenario("an escaped plus is a plus", function(t)
  local call = t:call { from = "200", to = "%2B12025550143" }
  t:outgoing({ to = "+12025550143" }):answers()
  call:is_answered()
end)

scenario("a refusal has the phrase of the standard", function(t)
  local call = t:call { from = "200", to = "broken" }
  call:is_refused(500)
  call:expect { status = 500, reason = "Server Internal Error" }
end)
