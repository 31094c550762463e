-- A site that is always open, unless somebody closes it.

listen { sip = env("TIPRING_LISTEN", "udp://127.0.0.1:5060") }

hours "office" { daily = "00:00-24:00", zone = "UTC" }
hours "shop" { daily = "00:00-24:00", zone = "UTC" }

rules "inbound" {
  { "closed", when = { closed = "office" }, go = reject(480) },
  otherwise = reject(486),
}

on.call(function() return rules "inbound" end)
