-- 300: recording and playing back.

scenario("what the caller says is played back", function(t)
  local call = t:call { from = "ann", to = "300" }
  call:hears "after the tone"
  call:hears_tone "beep"
  call:speaks("2s", "the quick brown fox")
  t:wait "2s"
  call:presses "#"
  call:hears "you said"
  call:hears "the quick brown fox"
  call:hears "goodbye"
  call:is_released()
end)

scenario("three seconds of silence end the recording", function(t)
  local call = t:call { from = "ann", to = "300" }
  call:hears_tone "beep"
  call:speaks("2s", "hello")
  call:hears("you said", "10s")
end)

scenario("half a minute is the most", function(t)
  local call = t:call { from = "ann", to = "300" }
  call:hears_tone "beep"
  call:speaks("60s", "a very long story")
  call:hears("you said", "40s")
end)

scenario("a recording that cannot be written is told to caller and operator", function(t)
  t:breaks "recording"
  local call = t:call { from = "ann", to = "300" }
  call:hears("could not be recorded", "40s")
  t:expect_log "recording failed"
end)

scenario("a caller who hangs up while recording leaves nothing behind", function(t)
  local call = t:call { from = "ann", to = "300" }
  call:hears_tone "beep"
  call:speaks("5s", "hello")
  t:wait "1s"
  call:hangs_up()
end)
