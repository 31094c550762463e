-- Numbers by a trunk that is the only one, as tel: URIs (RFC 3966).

phone "100" { password = "one", may_not_call = { "+1900*" } }
trunk "carrier" { sip = "SIP:carrier.example" }

on.call(function(call)
  if call.dialled == "elsewhere" then return redirect("tel:+12025550143", "SIP:ann@192.0.2.7") end
  local target = call.headers["X-Target"]
  local talk, problem = call:connect(call.dialled == "trunk" and trunk("carrier", target) or target)
  if not talk then return reject(problem.status) end
end)
