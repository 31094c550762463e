hours "office" { daily = "00:00-24:00", zone = "UTC" }

rules "inbound" {
  { "closed", when = { closed = "office" }, go = reject(480) },
  otherwise = reject(486),
}

on.call(function(call)
  if call.dialled == "201" then
    call:ring()
    call:wait "1h"
  end
  return rules "inbound"
end)
