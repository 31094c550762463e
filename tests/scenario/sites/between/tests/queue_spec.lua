local function log_in(t)
  local call = t:call { from = "300", to = "*50" }
  call:is_released()
end

scenario("an agent is told of the caller before it has the call", function(t)
  log_in(t)
  local caller = t:call { from = "+12025550143", to = "desk" }
  local ann = t:outgoing { to = "300" }
  ann:answers()
  ann:hears "The desk, account 17"
  ann:talks_to(caller)
  ann:hangs_up()
  caller:is_released()
end)

scenario("an agent that hangs up while it is told has refused, and is called again", function(t)
  log_in(t)
  local caller = t:call { from = "+12025550143", to = "desk" }
  local ann = t:outgoing { to = "300" }
  ann:answers()
  ann:hangs_up()
  local again = t:outgoing { to = "300" }
  again:answers()
  again:talks_to(caller)
  caller:hangs_up()
  again:is_released()
end)

-- What is known of the caller goes along.
scenario("an agent sends its caller back to the queue", function(t)
  log_in(t)
  local caller = t:call { from = "+12025550143", to = "desk" }
  local ann = t:outgoing { to = "300" }
  ann:answers()
  ann:talks_to(caller)
  ann:transfers "desk"
  ann:has_transferred()
  ann:is_released()
  local again = t:outgoing { to = "300" }
  again:answers()
  again:hears "The desk, account 17"
  again:talks_to(caller)
  caller:hangs_up()
  again:is_released()
end)
