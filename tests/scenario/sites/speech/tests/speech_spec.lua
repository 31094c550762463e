scenario("speech that goes on from before the answer is heard", function(t)
  local ann = t:call { from = "ann", to = "100" }
  ann:is_ringing()
  ann:speaks { "9s", meanwhile = true }
  t:expect_log "heard "
end)

scenario("what was over before the answer is not heard", function(t)
  local ann = t:call { from = "ann", to = "100" }
  ann:speaks "1s"
  t:expect_log "no-speech"
end)

scenario("speech ends one prompt, and none that it goes on into", function(t)
  local ann = t:call { from = "ann", to = "200" }
  ann:is_answered()
  t:wait "1s"
  ann:speaks { "5s", meanwhile = true }
  t:expect_log "first interrupted"
  t:expect_log "second done"
  t:wait "4s"
  ann:speaks "1s"
  t:expect_log "third interrupted"
end)

scenario("who goes on speaking speaks, and begins nothing", function(t)
  local ann = t:call { from = "ann", to = "300" }
  ann:is_answered()
  t:wait "500ms"
  ann:speaks { "5s", meanwhile = true }
  t:expect_log "heard 0."
  t:expect_log "heard at once"
  t:expect_log "nothing anew: no-speech"
end)

scenario("who is called and speaks before the answer is heard", function(t)
  local ann = t:call { from = "ann", to = "400" }
  local bob = t:outgoing { to = "bob" }
  bob:is_called()
  bob:speaks { "4s", "good morning to everybody", meanwhile = true }
  t:wait "1s"
  bob:answers()
  ann:hears "good morning to everybody"
end)
