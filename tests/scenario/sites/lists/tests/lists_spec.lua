-- Rules and scripts ask whose a number is, and on which list, in whatever form it comes.

local function hears(t, from, to, text)
  local call = t:call { from = from, to = to }
  call:hears(text)
  call:is_released()
end

local function is_refused(t, from, to, status)
  t:call { from = from, to = to }:is_refused(status)
end

scenario("numbers that are not ours are refused", function(t)
  for _, number in ipairs { "+12025550199", "2025550120", "200", "300", "sales", "+120255501000" } do
    is_refused(t, "+12025550143", number, 404)
  end
end)

scenario("our numbers are known in every form", function(t)
  for _, number in ipairs { "+12025550100", "2025550100", "12025550100", "011-1-202-555-0100", "202-555-0130" } do
    hears(t, "+12025550143", number, "sales speaking")
  end
  for _, number in ipairs { "+12025550110", "2025550115", "+12025550119", "201", "299" } do
    hears(t, "+12025550143", number, "this is the desk")
  end
end)

scenario("barred callers are refused, by number or by what theirs begins with", function(t)
  for _, number in ipairs { "+12025550166", "2025550166", "+1-202-555-0166", "+19005550100", "9005550100", "+4930123456" } do
    is_refused(t, number, "2025550110", 603)
  end
end)

scenario("callers without a number, and other garbage, are on no list", function(t)
  for _, caller in ipairs { "anonymous", "ann", "restricted.2025550166", "+", "+1", "*21*2025550166" } do
    hears(t, caller, "2025550110", "this is the desk")
  end
end)

scenario("a list and a purpose together", function(t)
  hears(t, "+18003569377", "2025550100", "hello again")
  hears(t, "2025550177", "2025550131", "hello again")
  hears(t, "2025550178", "2025550131", "sales speaking")
end)

scenario("scripts ask lists too", function(t)
  hears(t, "+12025550177", "201", "a friend at the desk")
  hears(t, "+12025550178", "201", "this is the desk")
end)

scenario("a colleague calls from a number of ours", function(t)
  hears(t, "+12025550112", "201", "hello colleague")
  hears(t, "250", "201", "hello colleague")
end)

scenario("a number is ours from its first day to its last", function(t)
  t:at "2026-11-30 23:59:00 UTC"
  is_refused(t, "+12025550143", "2025550150", 404)
  t:wait "2m"
  hears(t, "+12025550143", "2025550150", "this is the desk")
  t:wait "24h"
  is_refused(t, "+12025550143", "2025550150", 404)
end)
