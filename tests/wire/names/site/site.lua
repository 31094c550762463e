-- Calls that go to names; and a trunk that stands under one.

listen { sip = env "TIPRING_LISTEN" }
name_servers(env "TIPRING_NAME_SERVER")

trunk "carrier" { sip = "sip:carrier.example" }

on.call(function(call)
  local target = call.dialled == "trunk" and trunk("carrier", "ann") or "sip:ann@" .. call.dialled .. ".example"
  local talk, problem = call:connect { target, timeout = "20s" }
  if talk then return hang_up() end
  log.info(problem.code, ": ", problem.text)
  return reject(problem.status)
end)
