-- Somebody outside who talks to phone 100.
local function talk_to_100(t)
  local caller = t:call { from = "+12025550143", to = "100" }
  local agent = t:outgoing { to = "100" }
  agent:answers()
  caller:talks_to(agent)
  return caller, agent
end

scenario("a phone transfers whom it talks to", function(t)
  local caller, agent = talk_to_100(t)
  agent:transfers "200"
  local third = t:outgoing { to = "200" }
  third:is_called()
  t:expect_log "200 for +12025550143, account 17, by 100 as 100"
  third:answers()
  agent:has_transferred()
  agent:is_released()
  caller:talks_to(third)
  caller:hangs_up()
  third:is_released()
end)

scenario("a phone that hangs up before the answer has transferred all the same", function(t)
  local caller, agent = talk_to_100(t)
  agent:transfers "200"
  local third = t:outgoing { to = "200" }
  third:is_called()
  agent:hangs_up()
  third:answers()
  caller:talks_to(third)
  third:hangs_up()
  caller:is_released()
end)

scenario("a phone has its caller back where the transfer is refused", function(t)
  local caller, agent = talk_to_100(t)
  agent:transfers "200"
  t:outgoing({ to = "200" }):refuses(486)
  agent:has_transferred(486)
  caller:talks_to(agent)
  agent:transfers "999"
  agent:has_transferred(404)
  caller:talks_to(agent)
  caller:hangs_up()
  agent:is_released()
end)

scenario("who is transferred and hangs up leaves nobody behind", function(t)
  local caller, agent = talk_to_100(t)
  agent:transfers "200"
  local third = t:outgoing { to = "200" }
  third:is_called()
  caller:hangs_up()
  agent:is_released()
end)

scenario("who is transferred to a menu is served there", function(t)
  local caller, agent = talk_to_100(t)
  agent:transfers "menu"
  agent:has_transferred()
  caller:hears "Hello."
  agent:is_released()
  t:wait "1s"
end)

scenario("a phone that called transfers whom it called", function(t)
  local agent = t:call { from = "100", to = "200" }
  local party = t:outgoing { to = "200" }
  party:answers()
  agent:talks_to(party)
  agent:transfers "300"
  local third = t:outgoing { to = "300" }
  third:answers()
  t:expect_log "300 for 200, account 17, by 100"
  party:talks_to(third)
  agent:is_released()
end)

scenario("who comes by a trunk transfers as that trunk, whomever it talks to", function(t)
  local caller = t:call { from = "+12025550143", to = "100", trunk = "carrier" }
  local agent = t:outgoing { to = "100" }
  agent:answers()
  caller:talks_to(agent)
  caller:transfers "200"
  t:expect_log "200 for 100, account 17, by +12025550143 as carrier"
  t:outgoing({ to = "200" }):answers()
  caller:has_transferred()
end)

scenario("a phone joins the two it talks to", function(t)
  local caller, agent = talk_to_100(t)
  local consultation = t:call { from = "100", to = "300" }
  local third = t:outgoing { to = "300" }
  third:answers()
  consultation:talks_to(third)
  agent:transfers(consultation)
  caller:talks_to(third)
  agent:has_transferred()
  agent:is_released()
  consultation:is_released()
  caller:hangs_up()
  third:is_released()
end)

scenario("two that were joined can be transferred again", function(t)
  local caller, agent = talk_to_100(t)
  local consultation = t:call { from = "100", to = "300" }
  local third = t:outgoing { to = "300" }
  third:answers()
  consultation:talks_to(third)
  agent:transfers(consultation)
  caller:talks_to(third)
  third:transfers "200"
  local last = t:outgoing { to = "200" }
  last:answers()
  third:has_transferred()
  caller:talks_to(last)
end)

scenario("nobody joins with another's call", function(t)
  local caller, agent = talk_to_100(t)
  local other = t:call { from = "200", to = "300" }
  local third = t:outgoing { to = "300" }
  third:answers()
  other:talks_to(third)
  agent:transfers(other)
  agent:has_transferred(403)
  caller:talks_to(agent)
  other:talks_to(third)
end)

scenario("nobody is joined with a call that nobody has answered", function(t)
  local caller, agent = talk_to_100(t)
  local consultation = t:call { from = "100", to = "300" }
  local third = t:outgoing { to = "300" }
  third:is_called()
  agent:transfers(consultation)
  agent:has_transferred(481)
  caller:talks_to(agent)
end)

scenario("who talks to nobody transfers nobody", function(t)
  local caller = t:call { from = "+12025550143", to = "menu" }
  caller:hears "Hello."
  t:wait "1s"
  caller:transfers "200"
  caller:has_transferred(480)
end)

scenario("a phone transfers to what it may call, and to nothing else", function(t)
  local caller, agent = talk_to_100(t)
  agent:transfers "+19005550143"
  agent:has_transferred(403)
  t:expect_log "phone 100 may not call +19005550143: may_call has not the number"
  caller:talks_to(agent)
  agent:transfers "+12025550199"
  t:outgoing({ to = "+12025550199" }):answers()
  agent:has_transferred()
end)
