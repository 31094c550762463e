scenario("a phone that takes digits by INFO gets them so", function(t)
  local gateway = t:call { from = "gateway", to = "100", srtp = true }
  gateway:hears_digits "12#"
  t:expect_log "sent: true"
end)

scenario("others get them in their media", function(t)
  local call = t:call { from = "carol", to = "100" }
  call:hears_digits "12#"
  t:expect_log "sent: true"
end)

scenario("a trunk gets them as tones", function(t)
  local call = t:call { from = "carol", to = "100", trunk = "old" }
  call:hears_digits "12#"
end)

scenario("tones of the network", function(t)
  local call = t:call { from = "carol", to = "200" }
  call:hears_tone "busy"
  call:hears_tone "special-information"
  call:hears_tone "call-waiting"
  call:hears_tone "beep"
end)

scenario("a whole call is recorded, both sides of it", function(t)
  local ann = t:call { from = "ann", to = "300" }
  local bob = t:outgoing { to = "bob" }
  bob:answers()
  ann:talks_to(bob)
  ann:speaks("1s", "good morning")
  t:wait "2s"
  bob:speaks("1s", "what can I do for you")
  t:wait "3s"
  bob:hangs_up()
  t:expect_log "twice: recording"
  ann:hears "good morning what can I do for you"
end)

scenario("a conference, where each hears all others", function(t)
  local ann = t:call { from = "ann", to = "400" }
  local bob = t:call { from = "bob", to = "400" }
  local eve = t:call { from = "eve", to = "400" }
  ann:talks_to(bob)
  ann:talks_to(eve)
  bob:talks_to(eve)
  eve:speaks("1s", "shall we begin")
  ann:hears "shall we begin"
  bob:hears "shall we begin"
  local late = t:call { from = "late", to = "400" }
  late:is_refused(480)
  t:expect_log "no seat: full"
  eve:presses "*"
  t:wait "1s"
  bob:talks_to(ann)
  ann:presses "#"
  ann:hears_tone "beep"
  t:expect_log "ann left after"
  bob:hangs_up()
  eve:hangs_up()
end)

scenario("a listener who may speak later, and is taken out", function(t)
  local ann = t:call { from = "ann", to = "400" }
  local quiet = t:call { from = "quiet", to = "700" }
  t:wait "1s"
  ann:hears_nothing "2s"
  ann:talks_to(quiet)
  t:expect_log "listener left not-in-conference"
  ann:hangs_up()
end)

scenario("a phone that must be encrypted is, or is not reached", function(t)
  local first = t:call { from = "carol", to = "600" }
  t:outgoing({ to = "gateway", srtp = true }):answers()
  first:is_answered()
  first:hangs_up()
  local second = t:call { from = "carol", to = "600" }
  t:outgoing({ to = "gateway" }):answers()
  second:is_refused(488)
end)

scenario("a phone that may be encrypted is reached either way", function(t)
  local first = t:call { from = "carol", to = "500" }
  local secured = t:outgoing { to = "desk", srtp = true }
  secured:answers()
  first:talks_to(secured)
  first:hangs_up()
  local second = t:call { from = "carol", to = "500" }
  local plain = t:outgoing { to = "desk" }
  plain:answers()
  second:talks_to(plain)
  second:hangs_up()
end)

scenario("a phone that must be encrypted does not call plainly", function(t)
  t:call({ from = "gateway", to = "100" }):is_refused(488)
end)

scenario("a person says less than a machine", function(t)
  local ann = t:call { from = "ann", to = "800" }
  t:wait "1s"
  ann:speaks("1s", "hello?")
  t:expect_log "a person"
  local machine = t:call { from = "eve", to = "800" }
  t:wait "1s"
  machine:speaks("6s", "you have reached the answering machine")
  t:expect_log "a machine"
  t:call { from = "nobody", to = "800" }
  t:expect_log "nobody: no-speech"
end)

scenario("speech ends a prompt", function(t)
  local ann = t:call { from = "ann", to = "900" }
  t:wait "1s"
  ann:speaks("1s", "yes")
  t:expect_log "prompt interrupted"
  t:wait "1s"
  ann:expect { hearing = "please wait" }
  ann:speaks("500ms", "no")
  ann:expect { hearing = "" }
  t:expect_log "digits nil"
end)

scenario("a recording has nothing of who holds", function(t)
  local ann = t:call { from = "ann", to = "300" }
  local bob = t:outgoing { to = "bob" }
  bob:answers()
  ann:talks_to(bob)
  ann:speaks("1s", "good morning")
  ann:holds()
  t:wait "1s"
  ann:speaks("1s", "who was that again")
  ann:resumes()
  t:wait "1s"
  bob:speaks("1s", "good day")
  t:wait "1s"
  bob:hangs_up()
  ann:hears "good morning good day"
end)

scenario("music that comes by a trunk on hold is passed on", function(t)
  local carol = t:call { from = "carol", to = "300", trunk = "old" }
  local bob = t:outgoing { to = "bob" }
  bob:answers()
  carol:talks_to(bob)
  carol:holds()
  t:wait "1s"
  carol:speaks { "2s", "please hold the line", meanwhile = true }
  bob:hears "please hold the line"
  carol:hangs_up()
end)
