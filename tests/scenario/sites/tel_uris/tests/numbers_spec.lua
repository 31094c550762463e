local function call_to(t, target, dialled)
  return t:call { from = "100", to = dialled or "target", headers = { ["X-Target"] = target } }
end

scenario("a tel: URI is the number that it names", function(t)
  for _, target in ipairs { "tel:+12025550143", "TEL:+1-202-555.0143;isub=1", "tel:2025550143;phone-context=+1" } do
    local call = call_to(t, target)
    t:outgoing({ to = "+12025550143" }):answers()
    call:is_answered()
    local named = call_to(t, target, "trunk")
    t:outgoing({ to = "+12025550143" }):answers()
    named:is_answered()
  end
end)

scenario("a number is barred however it is written", function(t)
  for _, target in ipairs { "tel:+19005550143", "TEL:+1(900)555-0143", "tel:9005550143;phone-context=+1",
    "tel:%2B19005550143" } do
    for _, dialled in ipairs { "target", "trunk" } do
      call_to(t, target, dialled):is_refused(403)
      t:expect_log "phone 100 may not call +19005550143: may_not_call has +1900*"
    end
  end
  call_to(t, "sip:tel:+19005550143"):is_refused(403)
  call_to(t, "sip:tel:+19005550143@carrier.example"):is_refused(403)
end)

scenario("what names no number is not found", function(t)
  call_to(t, "tel:"):is_refused(404)
  call_to(t, "tel:+1 202"):is_refused(404)
  call_to(t, "tel:ann@home"):is_refused(404)
end)

scenario("a caller may be sent to a number", function(t)
  t:call({ from = "+12025550199", to = "elsewhere" }):is_redirected "tel:+12025550143"
end)
