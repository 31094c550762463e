-- 486 is open, 480 closed: see the site's rules.

local function calls(name, time, to, status)
  scenario(name, function(t)
    t:at(time)
    local call = t:call { from = "+12025550143", to = to }
    call:is_refused(status)
  end)
end

calls("open on a Tuesday morning", "2026-03-03 08:00 America/New_York", "office", 486)
calls("closed the second before", "2026-03-03 07:59:59 America/New_York", "office", 480)
calls("closed for lunch", "2026-03-03 12:00 America/New_York", "office", 480)
calls("open after lunch", "2026-03-03 13:00 America/New_York", "office", 486)
calls("open on Saturday", "2026-03-07 12:59:59 America/New_York", "office", 486)
calls("closed on Sunday", "2026-03-08 10:00 America/New_York", "office", 480)
calls("an hour earlier in UTC once summer time has begun", "2026-03-09 12:00 UTC", "office", 486)
calls("closed on a holiday", "2026-11-26 10:00 America/New_York", "office", 480)
calls("closed on the day after it, that year", "2026-11-27 10:00 America/New_York", "office", 480)
calls("open on the day after it, another year", "2027-11-26 10:00 America/New_York", "office", 486)
calls("closed on a day of the calendar", "2026-03-31 10:00 America/New_York", "office", 480)
calls("open on the day after it", "2026-04-01 10:00 America/New_York", "office", 486)
calls("closed on a day of each year of the calendar", "2028-05-12 10:00 America/New_York", "office", 480)
calls("open on a holiday that is an exception", "2026-07-04 10:30 America/New_York", "office", 486)
calls("closed for most of an exception", "2026-12-24 10:00 America/New_York", "office", 480)
calls("a night goes over midnight", "2026-03-04 05:59 Europe/Berlin", "night", 486)
calls("a night ends", "2026-03-04 06:00 Europe/Berlin", "night", 480)
calls("one of several that is open suffices", "2026-03-03 23:00 Europe/Berlin", "any", 486)
calls("of several none is open", "2026-03-03 07:00 America/New_York", "any", 480)
calls("a function asks too", "2026-03-03 20:00 America/New_York", "evening", 480)
calls("a function tells that it is evening", "2026-03-04 07:00 America/New_York", "evening", 600)

calls("nine where the callee is", "2026-03-03 09:00 America/New_York", "+12025550143", 486)
calls("before nine where the callee is", "2026-03-03 09:00 America/New_York", "+13125550143", 480)
calls("eight in the evening where the callee is", "2026-03-03 20:00 Europe/Berlin", "+4930123456", 480)
calls("the last second there", "2026-03-03 19:59:59 Europe/Berlin", "+4930123456", 486)
calls("open in one of two zones only", "2026-03-03 09:30 America/Anchorage", "+19075550143", 480)
calls("open in both", "2026-03-03 10:00 America/Anchorage", "+19075550143", 486)
calls("a number of no country is nowhere", "2026-03-03 12:00 UTC", "+80012345678", 404)

scenario("scripts ask with a number of their own", function(t)
  t:at "2026-03-03 18:30 UTC"
  for to, text in pairs { askberlin = "true", askalaska = "false", asknobody = "nil" } do
    local call = t:call { from = "+12025550143", to = to }
    call:hears(text)
    call:is_released()
  end
  t:wait "1h"
  local call = t:call { from = "+12025550143", to = "askberlin" }
  call:hears "false"
  call:is_released()
end)

scenario("a call is told as its time passes", function(t)
  t:at "2026-03-03 16:40 America/New_York"
  local call = t:call { from = "+12025550143", to = "talk" }
  call:hears "open"
  call:hears("closed", "31m")
end)

scenario("hours that an operator closes are closed until they are reopened", function(t)
  t:at "2026-03-03 10:00 America/New_York"
  local call = t:call { from = "+12025550143", to = "office" }
  call:is_refused(486)
  t:closes_hours "office"
  local second = t:call { from = "+12025550143", to = "office" }
  second:is_refused(480)
  t:reopens_hours "office"
  local third = t:call { from = "+12025550143", to = "office" }
  third:is_refused(486)
end)
