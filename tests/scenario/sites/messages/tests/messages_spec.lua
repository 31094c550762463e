scenario("who writes has answers until the chat is over", function(t)
  local ann = t:writer { from = "+12025550143", to = "300" }
  ann:writes "hello"
  ann:reads "you wrote hello"
  t:expect_log "+12025550143 writes to 300"
  ann:writes "are you there?"
  ann:reads "you wrote are you there?"
  ann:writes "bye"
  ann:reads "goodbye"
  t:expect_log "the chat with +12025550143 is over"
  ann:writes "hello again"
  ann:reads "you wrote hello again"
end)

scenario("messages that come faster than they are answered are answered in order", function(t)
  local ann = t:writer { from = "+12025550143", to = "300" }
  for number = 1, 5 do ann:writes("number " .. number) end
  for number = 1, 5 do ann:reads("you wrote number " .. number) end
  ann:reads_nothing()
end)

scenario("two who write to one address have a chat each", function(t)
  local ann = t:writer { from = "+12025550143", to = "300" }
  local bob = t:writer { from = "200", to = "300" }
  ann:writes "I am Ann"
  bob:writes "I am Bob"
  ann:reads "I am Ann"
  bob:reads "I am Bob"
  t:expect_log "200 writes to 300 as phone 200"
  ann:reads_nothing()
  bob:reads_nothing()
end)

scenario("a chat whose writer is gone ends when nobody writes any more", function(t)
  local ann = t:writer { from = "+12025550143", to = "300" }
  ann:writes "hello"
  ann:reads "you wrote hello"
  t:expect_log("left: timed-out", "2m")
end)

scenario("a question is answered by a choice, however it is written", function(t)
  local ann = t:writer { from = "+12025550143", to = "help" }
  ann:writes "hi"
  ann:reads "What can we help you with?\n1 billing\n2 repair"
  ann:writes "the weather"
  ann:reads "What can we help you with?"
  ann:writes " REPAIR "
  ann:reads "so it is repair"
  t:wait "100ms"
  ann:writes "once more"
  ann:reads "What can we help you with?"
  ann:writes "1"
  ann:reads "so it is billing"
end)

scenario("a question that nobody answers, or not by a choice, comes to an end", function(t)
  local ann = t:writer { from = "+12025550143", to = "help" }
  ann:writes "hi"
  ann:reads "help you"
  ann:writes "no"
  ann:reads "help you"
  ann:writes "no!"
  ann:reads "no reason: no-match"
  ann:writes "hi"
  ann:reads("no reason: timed-out", "11m")
end)

scenario("a script that sends a chat somewhere fails, and nothing is lost", function(t)
  local ann = t:writer { from = "+12025550143", to = "broken" }
  ann:writes "hi"
  t:expect_error "where a chat cannot go"
  ann:reads_nothing()
end)

scenario("a call tells a phone of itself", function(t)
  local desk = t:writer { from = "200" }
  local ann = t:call { from = "+12025550143", to = "200" }
  desk:reads "call from +12025550143"
  t:expect_log "message: sent"
  ann:is_refused(480)
end)

scenario("a message that is refused, and one to a phone that is nowhere", function(t)
  t:writer { from = "200", refuses = 486 }
  t:call { from = "+12025550143", to = "200" }
  t:expect_log "message: busy 486"
  t:unregister "200"
  t:call { from = "+12025550143", to = "200" }
  t:expect_log "message: not-registered 480"
end)

scenario("a phone cannot have messages sent where it may not call", function(t)
  local stranger = t:writer { from = "+13005550143", to = "tell" }
  local phone = t:writer { from = "100", to = "tell" }
  local far = t:writer { from = "+13005550199" }
  local near = t:writer { from = "+12025550199" }
  stranger:writes "+13005550199 from a stranger"
  far:reads "from a stranger"
  stranger:reads "told"
  phone:writes "+12025550199 from 100"
  near:reads "from 100"
  phone:reads "told"
  t:wait "100ms"
  phone:writes "+13005550199 at a premium"
  phone:reads "not told: forbidden 403 21"
  t:expect_log "phone 100 may not call +13005550199: may_call has not the number"
  far:reads_nothing()
end)

scenario("a phone's lamp shows the messages that wait for it", function(t)
  t:expect_waiting { "100" }
  t:call { from = "+12025550143", to = "mailbox" }
  t:expect_waiting { "100", new = 2, old = 5 }
  t:expect_waiting { "200" }
end)

scenario("what is no number, no phone and no mailbox is not found", function(t)
  local ann = t:writer { from = "+12025550143", to = "tell" }
  ann:writes "ann@home hello"
  ann:reads "not told: not-found 404 1"
  t:wait "100ms"
  ann:writes "() hello"
  ann:reads "not told: not-found 484 28"
  t:call { from = "+12025550143", to = "999" }
  t:expect_log "message: not-found 404"
  t:call { from = "+12025550143", to = "lamp 999" }
  t:expect_log "lamp: not-found"
end)
