-- A site that is changed while it runs.

listen { sip = env "TIPRING_LISTEN" }

phone "100" { password = "secret" }

rules "inbound" {
  { "all", when = always, go = reject(486) },
}

on.call(function(call)
  if call.dialled == "stay" then
    call:ring()
    call:wait "1h"
  end
  if call.dialled == "talk" then
    call:answer()
    call:wait "1h"
  end
  return rules "inbound"
end)
