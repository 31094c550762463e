local function talk_at(t, number)
  local ann = t:call { from = "ann", to = number }
  local bob = t:outgoing { to = number == "200" and "relayed" or "bob" }
  bob:answers()
  ann:talks_to(bob)
  return ann, bob
end

scenario("keys go to the other phone alone", function(t)
  local ann, bob = talk_at(t, "100")
  t:wait "1s"
  ann:presses "5"
  bob:hears_digits "5"
  bob:hangs_up()
  t:expect_log "key: none"
end)

scenario("a phone that is relayed keeps both so", function(t)
  local ann, bob = talk_at(t, "200")
  t:wait "1s"
  ann:presses "5"
  bob:hears_digits "5"
  bob:hangs_up()
  t:expect_log "key: 5"
end)

scenario("silence here ends no call", function(t)
  local ann, bob = talk_at(t, "100")
  t:wait "10m"
  ann:expect { state = "answered" }
  ann:talks_to(bob)
  ann:hangs_up()
  bob:is_released()
end)

scenario("a word in between", function(t)
  local ann, bob = talk_at(t, "300")
  ann:hears "ten more minutes"
  t:wait "1s"
  ann:talks_to(bob)
  ann:hangs_up()
end)

scenario("the site holds and goes on", function(t)
  local ann, bob = talk_at(t, "400")
  t:expect_log "held: true"
  ann:hears_tone "busy"
  t:expect_log "taken up: true"
  t:wait "1s"
  ann:talks_to(bob)
  ann:hangs_up()
end)

scenario("a phone holds and goes on", function(t)
  local ann, bob = talk_at(t, "100")
  t:wait "1s"
  bob:holds()
  t:wait "1s"
  bob:hears_nothing "2s"
  bob:resumes()
  t:wait "1s"
  ann:talks_to(bob)
  ann:hangs_up()
end)

scenario("a recording has both", function(t)
  local ann, bob = talk_at(t, "500")
  t:wait "6s"
  ann:speaks("1s", "good morning")
  bob:speaks("1s", "good day")
  t:wait "2s"
  bob:hangs_up()
  ann:hears "good morning good day"
end)

scenario("a transfer finds everybody", function(t)
  local ann, bob = talk_at(t, "100")
  bob:transfers "200"
  local third = t:outgoing { to = "relayed" }
  third:answers()
  bob:is_released()
  ann:talks_to(third)
  ann:hangs_up()
  third:is_released()
end)

scenario("audio goes straight, and here while something needs it", function(t)
  local ann, bob = talk_at(t, "400")
  ann:expect { path = "direct" }
  bob:expect { path = "direct" }
  t:expect_log "held: true"
  ann:expect { path = "relayed" }
  bob:expect { path = "relayed" }
  t:expect_log "taken up: true"
  t:wait "500ms"
  ann:expect { path = "direct" }
  ann:hangs_up()
  bob:is_released()
end)

scenario("who transfers may hang up at once", function(t)
  local ann, bob = talk_at(t, "100")
  bob:transfers "200"
  bob:hangs_up()
  local third = t:outgoing { to = "relayed" }
  third:answers()
  ann:talks_to(third)
end)
