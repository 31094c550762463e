-- Two carriers, and phones behind a proxy or not.

listen { sip = env "TIPRING_LISTEN" }

trunk "carrier" { sip = env("TIPRING_CARRIER", "sip:4711@127.0.0.4:9"), register = "forty-seven-eleven" }
trunk "other" { sip = env("TIPRING_OTHER_CARRIER", "sip:127.0.0.5:9"), user = "4711", password = "forty-seven-eleven" }

phone "100" { password = "one-hundred" }
phone "200" { password = "two-hundred" }

on.call(function(call)
  if call.trunk then return dialog "inside" end
  if call.dialled:match "^%+" then return dialog "outside" end
  call:connect { phone(call.dialled), timeout = "30s" }
end)

dialog "inside" (function(call)
  call:connect { phone "100", timeout = "30s" }
end)

dialog "outside" (function(call)
  local talk, problem = call:connect { trunk("carrier", call.dialled), timeout = "30s" }
  if not talk then talk, problem = call:connect { trunk("other", call.dialled), timeout = "30s" } end
  if not talk then return reject(problem.status) end
end)
