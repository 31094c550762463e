-- The demonstration: three numbers to dial.
--
--   100   a menu, by digits
--   200   connects you with another phone
--   300   records what you say and plays it back
--
-- Start it with `tipring run scripts/demo` and call sip:100@127.0.0.1 from any SIP phone, or with `tipring phone`.

listen { sip = env("TIPRING_LISTEN", "udp://127.0.0.1:5060") }

variables { choice = one_of { "opening hours", "a number", "a colleague" } }

on.call(function(call)
  if call.dialled == "100" then return dialog "menu" end
  if call.dialled == "200" then return dialog "colleague" end
  if call.dialled == "300" then return dialog "echo" end
  log.info("nobody has the number ", call.dialled)
  return reject(404)
end)
