hours "office" { daily = "00:00-24:00", zone = "UTC" }

rules "inbound" {
  { "closed", when = { closed = "office" }, go = reject(480) },
  otherwise = reject(603),
}

on.call(function() return rules "inbound" end)
