local function talk(t)
  local customer = t:call { from = "+12025550143", to = "100" }
  local agent = t:outgoing { to = "100" }
  agent:answers()
  customer:talks_to(agent)
  local supervisor = t:call { from = "300", to = "*90" }
  supervisor:is_answered()
  return customer, agent, supervisor
end

scenario("a supervisor hears both until they are done", function(t)
  local customer, agent, supervisor = talk(t)
  customer:hangs_up()
  agent:is_released()
  t:expect_log "talk-over"
  supervisor:is_released()
end)

scenario("a supervisor takes the customer over", function(t)
  local customer, agent, supervisor = talk(t)
  supervisor:presses "4"
  agent:is_released()
  supervisor:talks_to(customer)
  customer:hangs_up()
  supervisor:is_released()
end)

scenario("where nobody talks there is nobody to supervise", function(t)
  local supervisor = t:call { from = "300", to = "*90" }
  t:expect_log "not-talking"
  supervisor:is_refused()
end)
