-- 200: connecting two phones, and all the ways in which that can fail.

scenario("the colleague answers and both can talk", function(t)
  local colleague = t:outgoing { to = "colleague", name = "colleague" }
  local call = t:call { from = "ann", to = "200" }
  colleague:rings()
  call:is_ringing()
  colleague:answers()
  call:is_answered()
  call:talks_to(colleague)
  call:hangs_up()
  colleague:is_released()
end)

scenario("when the colleague hangs up the caller is released", function(t)
  local colleague = t:outgoing { to = "colleague", name = "colleague" }
  local call = t:call { from = "ann", to = "200" }
  colleague:rings()
  colleague:answers()
  call:is_answered()
  colleague:hangs_up()
  call:is_released()
end)

scenario("early media of the colleague's side is heard", function(t)
  local colleague = t:outgoing { to = "colleague", name = "colleague" }
  local call = t:call { from = "ann", to = "200" }
  colleague:rings { early_media = true }
  colleague:speaks("3s", "the person you call is being looked for")
  call:hears "being looked for"
  call:expect { state = "ringing" }
end)

scenario("a busy colleague", function(t)
  local colleague = t:outgoing { to = "colleague", name = "colleague" }
  local call = t:call { from = "ann", to = "200" }
  colleague:rings()
  colleague:refuses(486)
  call:hears "talking to somebody else"
  call:is_released()
end)

scenario("a colleague who does not answer", function(t)
  local colleague = t:outgoing { to = "colleague", name = "colleague" }
  local call = t:call { from = "ann", to = "200" }
  colleague:rings()
  call:hears("does not answer", "30s")
  call:is_released()
  colleague:is_released()
end)

scenario("a colleague who cannot be reached", function(t)
  local colleague = t:outgoing { to = "colleague", name = "colleague" }
  local call = t:call { from = "ann", to = "200" }
  colleague:rings()
  colleague:refuses(404)
  call:hears "cannot be reached"
end)

scenario("a caller who gives up while it rings", function(t)
  local colleague = t:outgoing { to = "colleague", name = "colleague" }
  local call = t:call { from = "ann", to = "200" }
  colleague:rings()
  call:hangs_up()
  colleague:is_released()
end)
