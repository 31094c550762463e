-- Phones that register, and a trunk to a carrier that is a site of its own.

listen { sip = env "TIPRING_LISTEN" }

destinations { premium = { "+1900*" }, national = { "+1*" } }

phone "100" { password = secret "phone-100", may_call = { "national" } }
phone "200" { password = "two-hundred" }
trunk "carrier" { sip = env("TIPRING_CARRIER", "sip:4711@127.0.0.1:9"), register = "out", channels = 1 }

on.call(function(call)
  log.info(call.dialled, " is called by phone ", tostring(call.phone), ", trunk ", tostring(call.trunk))
  if call.dialled == "mailbox" then
    messages_waiting { phone "100", new = 2, old = 5 }
    return reject(480)
  end
  if call.dialled:match "^%+" then return dialog "outside" end
  call:connect { phone(call.trunk and "100" or call.dialled), timeout = "30s" }
end)

dialog "outside" (function(call)
  local talk, problem = call:connect(trunk("carrier", call.dialled))
  if not talk then return reject(problem.status) end
end)
