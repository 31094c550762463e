-- The carrier: its customer 4711 calls numbers by it, which lead back to the customer.

listen { sip = env "TIPRING_LISTEN" }

phone "4711" { password = "out" }

on.call(function(call)
  log.info(call.dialled, " is called by phone ", tostring(call.phone))
  if call.phone ~= "4711" then return reject(403) end
  local talk, problem = call:connect { phone "4711", from = call.dialled }
  if not talk then return reject(problem.status) end
end)
