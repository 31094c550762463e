-- Connects two sides that are to learn nothing of each other's inside.

listen { sip = env "TIPRING_LISTEN" }

trunk "inside" { sip = env "TIPRING_INSIDE" }

on.call(function(call)
  local talk, problem = call:connect {
    trunk("inside", "+12025550143"),
    carry = { "Diversion", "History-Info", "P-Asserted-Identity", "P-Preferred-Identity", "User-to-User" },
    hide_hosts = call.dialled ~= "shown",
  }
  if not talk then return reject(problem.status) end
end)
