-- What happens to calls, from the caller's side.

scenario("the menu rings, answers, and tells the hours", function(t)
  t:at "2026-03-03 10:00 America/New_York"
  local call = t:call { from = "+12025550143", to = "100", name = "ann" }
  call:is_ringing()
  call:expect { state = "ringing" }
  call:is_answered()
  call:hears "welcome to the office"
  call:hears "press 1"
  call:hears "press 2"
  call:presses "1"
  call:hears "menu/hours"
  call:hears_tone "beep"
  call:is_released()
end)

scenario("whoever presses nothing is told so", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "menu/choices"
  call:hears("Nothing chosen", "20s")
  t:expect_log "ann chose nothing: no-input"
  call:is_released()
end)

scenario("a digit during the prompt ends it", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "for our hours"
  call:presses "7"
  call:hears("you pressed seven", "1500ms")
end)

scenario("numbers that lead nowhere are refused", function(t)
  local lost = t:call { from = "ann", to = "404" }
  lost:is_refused(404)
  local nobody = t:call { from = "ann", to = "999" }
  nobody:is_refused()
  nobody:expect { state = "over", status = 480, reason = "Nobody here" }
end)

scenario("a caller is sent elsewhere", function(t)
  local call = t:call { from = "ann", to = "302" }
  call:is_redirected "sip:elsewhere@phones.example"
end)

scenario("a call is refused after early media", function(t)
  local call = t:call { from = "ann", to = "700" }
  call:hears "welcome"
  call:expect { state = "ringing" }
  call:is_refused(486)
end)

scenario("keys go both ways", function(t)
  local call = t:call { from = "ann", to = "800" }
  call:hears_digits "42#"
  call:presses "7*9"
  t:expect_log "got 7*9"
end)

scenario("keys by INFO count as well", function(t)
  local call = t:call { from = "ann", to = "800", keys = "info" }
  call:hears_digits "42#"
  call:presses "123"
  t:expect_log "got 123"
end)

scenario("a phone without a common codec is refused", function(t)
  local call = t:call { from = "ann", to = "100", codecs = { "G729" } }
  call:is_refused(488)
end)

scenario("a call without an offer is served all the same", function(t)
  local call = t:call { from = "ann", to = "100", offerless = true }
  call:hears "welcome"
end)

scenario("a caller who gives up while it rings leaves nothing behind", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:is_ringing()
  call:hangs_up()
  t:wait "1s"
  local live = t:live()
  assert(live.contacts == 0 and live.legs == 0 and live.tasks == 0, "everything is gone at once")
end)

scenario("the answer may cross the caller's giving up", function(t)
  local call = t:call { from = "ann", to = "100" }
  t:wait(2.0015)
  call:hangs_up()
end)

scenario("a phone that drops off the network is noticed at the end", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "welcome"
  call:vanishes()
end)

scenario("a held caller hears nothing", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "welcome"
  call:holds()
  t:wait "10ms"
  call:hears_nothing "1s"
  call:resumes()
end)
