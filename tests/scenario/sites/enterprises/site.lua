-- Two firms behind one switchboard. The lines are shared; what happens to a call is each firm's own.

region "US"
zone "America/New_York"
numbers "numbers.csv"
phone "100" { password = "one" }
phone "200" { password = "two" }

variables { seen = text }

rules "inbound" {
  { "the house", when = { number = { purpose = "house" } }, go = dialog "menu" },
  otherwise = reject(404),
}

dialog "menu" (function(call)
  call:play "welcome"
  return hang_up()
end)

on.call(function(call)
  call.seen = "by the house"
  return rules "inbound"
end)
