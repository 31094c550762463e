-- Phones that transfer, blindly and after a word with whom they transfer to.

listen { sip = env("TIPRING_LISTEN", "udp://127.0.0.1:5060") }

phone "100" { password = "one", may_call = { "+1202*" } }
phone "200" { password = "two" }
phone "300" { password = "three" }
trunk "carrier" { sip = "sip:4711@192.0.2.1" }

variables { account = text }

on.call(function(call)
  if call.transferred_by then
    log.info(call.dialled, " for ", call.caller, ", account ", tostring(call.account), ", by ", call.transferred_by,
      " as ", call.phone or call.trunk or "nobody")
  else
    call.account = "17"
  end
  if call.dialled == "menu" then return dialog "menu" end
  if call.dialled:match "^%+" then return dialog "outside" end
  if not call.dialled:match "^[123]00$" then return reject(404) end
  local talk, problem = call:connect { phone(call.dialled), timeout = "20s" }
  if not talk then return reject(problem.status) end
end)

dialog "menu" (function(call)
  call:say "Hello."
  call:wait "1m"
end)

dialog "outside" (function(call)
  local talk, problem = call:connect(trunk("carrier", call.dialled))
  if not talk then return reject(problem.status) end
end)
