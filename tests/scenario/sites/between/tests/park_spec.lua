local function parked(t)
  local customer = t:call { from = "+12025550143", to = "100" }
  local agent = t:outgoing { to = "100" }
  agent:answers()
  customer:talks_to(agent)
  agent:transfers "701"
  agent:has_transferred()
  agent:is_released()
  return customer
end

scenario("who is parked by one phone is retrieved by another", function(t)
  local customer = parked(t)
  local other = t:call { from = "200", to = "701" }
  other:talks_to(customer)
  customer:hangs_up()
  other:is_released()
end)

scenario("whom nobody retrieves comes back to who has parked", function(t)
  local customer = parked(t)
  t:wait "65s"
  t:expect_log "timeout at 701 of 17"
  local agent = t:outgoing { to = "100" }
  agent:answers()
  agent:talks_to(customer)
  agent:hangs_up()
  customer:is_released()
end)

scenario("where nobody is parked nobody is retrieved", function(t)
  local other = t:call { from = "200", to = "701" }
  other:is_refused(404)
end)
