-- 100: every path through the menu.

scenario("the menu welcomes the caller and lists its choices", function(t)
  local call = t:call { from = "+12025550143", to = "100" }
  call:is_ringing()
  call:is_answered()
  call:hears "welcome"
  call:hears "press 1"
end)

scenario("1 tells the opening hours and comes back to the menu", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "menu"
  call:presses "1"
  call:hears "from nine to five"
  call:hears "menu"
end)

scenario("2 asks for a number and says it in words", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "menu"
  call:presses "2"
  call:hears "enter a number"
  call:presses "42#"
  call:hears "you entered forty-two"
end)

scenario("a number needs no pound: a pause ends it", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "menu"
  call:presses "2"
  call:hears "enter a number"
  call:presses "7"
  call:hears("you entered seven", "10s")
end)

scenario("whoever enters no number is told so", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "menu"
  call:presses "2"
  call:hears "enter"
  call:hears("nothing_entered", "20s")
  t:expect_log "no number"
end)

scenario("3 leads to a colleague", function(t)
  local colleague = t:outgoing { to = "colleague", name = "colleague" }
  local call = t:call { from = "ann", to = "100" }
  call:hears "menu"
  call:presses "3"
  colleague:rings()
  colleague:answers()
  call:talks_to(colleague)
  colleague:hangs_up()
  call:is_released()
end)

scenario("a key that is no choice is refused, and the menu comes again", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "menu"
  call:presses "9"
  call:hears "not one of the choices"
  call:hears "menu"
end)

scenario("a caller who presses nothing hears the menu three times, then goodbye", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "menu"
  call:hears("menu", "20s")
  call:hears("menu", "20s")
  call:hears("goodbye", "20s")
  call:is_released()
end)

scenario("a caller who hangs up in the menu leaves nothing behind", function(t)
  local call = t:call { from = "ann", to = "100" }
  call:hears "welcome"
  call:hangs_up()
end)

scenario("a prompt that is missing is told to the operator, and the call goes on", function(t)
  t:breaks("sound", "welcome")
  local call = t:call { from = "ann", to = "100" }
  call:hears "menu"
  t:expect_log "\"welcome\" cannot be played"
end)

scenario("a number nobody has is refused", function(t)
  local call = t:call { from = "ann", to = "555" }
  call:is_refused(404)
  t:expect_log "nobody has the number 555"
end)

scenario("a phone without a codec of ours is refused", function(t)
  local call = t:call { from = "ann", to = "100", codecs = { "G729" } }
  call:is_refused(488)
end)
