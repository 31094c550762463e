-- Rules and scripts that ask for opening hours.

zone "America/New_York"

holidays "us" {
  ["Independence Day"] = "07-04",
  Thanksgiving = { "4th thursday of november", "2026-11-27" },
  Christmas = "12-25",
}

hours "office" {
  mon_fri = "08:00-12:00, 13:00-17:00",
  sat = "09:00-13:00",
  closed = { holidays "us", holidays "closures.ics" },
  dates = { ["12-24"] = "09:00-10:00", ["2026-07-04"] = "10:00-11:00" },
}

hours "calling" { mon_fri = "09:00-20:00", zone = callee }

hours "night" { daily = "22:00-06:00", zone = "Europe/Berlin" }

dialog "talk" (function(call)
  call:answer()
  while true do
    call:say(is_open "office" and "open" or "closed")
    call:wait "30m"
  end
end)

local asked = { askberlin = "+4930123456", askalaska = "+19075550143", asknobody = "operator" }
dialog "ask" (function(call)
  call:say(tostring(is_open("calling", asked[call.dialled])))
  return hang_up()
end)

local evening = { closed = "office", where("not at night", function() return not is_open "night" end) }

rules "inbound" {
  { "as long as it takes", when = { dialled = "talk" }, go = dialog "talk" },
  { "somebody is there", when = { dialled = "any", open = { "office", "night" } }, go = reject(486) },
  { "nobody is there", when = { dialled = "any" }, go = reject(480) },
  { "in the evening", when = all { { dialled = "evening" }, evening }, go = reject(600) },
  { "night", when = { dialled = "night", open = "night" }, go = reject(486) },
  { "no night", when = { dialled = "night" }, go = reject(480) },
  { "may be called", when = { dialled = matching "+*", open = "calling" }, go = reject(486) },
  { "too late there", when = { dialled = matching "+*", closed = "calling" }, go = reject(480) },
  { "nobody knows", when = { dialled = matching "+*" }, go = reject(404) },
  { "a script asks", when = { dialled = { "askberlin", "askalaska", "asknobody" } }, go = dialog "ask" },
  { "closed", when = { closed = "office" }, go = reject(480) },
  otherwise = reject(486),
}

on.call(function() return rules "inbound" end)
