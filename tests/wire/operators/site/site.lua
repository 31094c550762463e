-- What operators look at: calls that are connected to where nobody is, and such as are refused.

listen { sip = env "TIPRING_LISTEN" }

trunk "carrier" { sip = "sip:127.0.0.1:9" }

rules "inbound" {
  { "staff", when = { phone = present }, go = reject(486) },
  { "by rules", when = { dialled = "ruled" }, go = reject(484) },
  { "round", when = { dialled = "round", where("always", function() return true end) }, go = rules "inbound" },
  otherwise = reject(404),
}

dialog "here" (function() return dialog "there" end)
dialog "there" (function() return dialog "here" end)

on.call(function(call)
  if call.dialled == "here" then return dialog "here" end
  if call.dialled == "out" then
    local talk, problem = call:connect(trunk("carrier", "+12025550143"))
    if not talk then return reject(problem.status) end
  end
  if call.dialled == "stay" then
    call:answer()
    return call:wait "1h"
  end
  return rules "inbound"
end)
