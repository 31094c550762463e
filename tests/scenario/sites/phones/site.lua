-- Phones of the site, and a trunk: performed in simulation and, but for what comes by the trunk, on the wire.

destinations {
  premium = { "+1900*", "+1976*" },
  national = { "+1*" },
  mobile = { "+4915*", "+4917*" },
}

phone "100" { password = secret "phone-100", may_call = { "+1202*", "112" } }
rtpengine { control = "127.0.0.1:2223" }  -- Played without.
phone "200" { password = secret "phone-200", contacts = 2, media = "webrtc" }
phone "300" { password = secret "phone-300", may_call = { "national", "+49301*" } }
phone "400" { password = secret "phone-400", may_not_call = { "premium" } }
trunk "carrier" { sip = "sip:4711@192.0.2.1", register = secret "carrier" }
phone "500" { password = secret "phone-500", may_call = { "national" }, may_not_call = { "+1203*" } }
trunk "named" { sip = "sip:gw.carrier.example;transport=tcp" }
trunk "six" { sip = "sip:[2001:db8::1]" }
trunk "narrow" { sip = "sip:192.0.2.3", channels = 1 }
trunk "branch" { sip = "sip:192.0.2.2", may_call = { "national" } }

on.call(function(call)
  if call.dialled == "nowhere" then return dialog "nowhere" end
  if call.dialled == "broken" then return reject(500) end
  if call.dialled == "uri" then return dialog "uri" end
  if call.dialled == "by name" then return dialog "by_name" end
  if call.dialled:match "^9" then return dialog "narrow" end
  if call.trunk == "branch" then return dialog "outside" end
  if call.trunk then return dialog "from_outside" end
  if not call.phone then return reject(403) end
  if call.dialled == "200" then return dialog "to_200" end
  return dialog "outside"
end)

dialog "to_200" (function(call)
  local talk, problem = call:connect { phone "200", timeout = "20s" }
  if talk then return hang_up() end
  log.info("200 failed: ", problem.code, " ", tostring(problem.cause))
  return reject(problem.status)
end)

dialog "outside" (function(call)
  local talk, problem = call:connect { trunk("carrier", call.dialled), timeout = "20s" }
  if talk then return end
  if problem.destination then log.info("no ", problem.destination, " for ", call.phone or call.trunk) end
  log.info("refused: ", problem.status, ", cause ", problem.cause, ", ", problem.destination or "no class")
  log.info(problem.code, " ", problem.status)
  return reject(problem.status)
end)

dialog "from_outside" (function(call)
  log.info("by ", call.trunk, " for ", call.dialled)
  call:connect(phone "100")
end)

-- Neither says what becomes of the caller where nobody is reached.
dialog "narrow" (function(call)
  local talk, problem = call:connect(trunk("narrow", call.dialled))
  if problem then log.info(problem.text, ", retryable ", tostring(problem.retryable)) end
end)

dialog "nowhere" (function(call)
  local _, problem = call:connect "sip:ann@"
  log.info(problem.text)
end)

dialog "uri" (function(call)
  call:connect(call.headers["X-Uri"])
end)

-- Whatever has been dialled, be it a phone or not.
dialog "by_name" (function(call)
  call:connect(phone(call.dialled))
end)
