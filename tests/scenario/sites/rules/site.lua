-- Rules: what each of their words does to calls and chats.

variables { reason = one_of { "billing", "repair" }, amount = number, known = boolean, account = text }

phone "200" { password = "two" }
trunk "carrier" { sip = "sip:carrier.example" }

rules "inbound" {
  { "no caller", when = { caller = missing }, go = reject(433) },
  { "service numbers", when = { dialled = { "110", "112" } }, go = reject(403, "not from here") },
  { "a range", when = { dialled = numbers_between("+493010000", "+493010099") }, go = dialog "range" },
  { "far away", when = { caller = matching("+1*", "+44*"), none { caller = matching "+1202*" } }, go = dialog "far" },
  { "the desk", when = { dialled = "desk" }, go = phone "200" },
  { "outside", when = { dialled = "outside" }, go = trunk("carrier", "+12025550143") },
  { "a page", when = { dialled = "page" }, go = redirect "sip:page@192.0.2.7" },
  { "repair line", when = any { dialled = "300", all { dialled = "301", phone = missing } }, go = rules "repair",
    set = { reason = "repair", amount = 600 }, note = "the line on the invoice" },
  { "odd", when = { where("an odd number", function(call) return call.dialled:find "[13579]$" ~= nil end),
                    dialled = matching "4*" }, go = dialog "odd" },
  { "broken", when = { dialled = "broken", where("fails", function(call) return #call.account > 3 end) },
    go = dialog "far" },
  { "waits", when = { dialled = "waits", where("takes its time", function() wait "1s" end) },
    go = dialog "far" },
  otherwise = { go = dialog "others", set = { account = "none" } },
}

rules "repair" {
  { "small", when = { amount = below(100) }, go = dialog "others" },
  { "middle", when = { amount = between(100, 500) }, go = dialog "others" },
  { "large", when = { amount = above(500), reason = one_of { "billing", "repair" } }, go = dialog "large" },
  otherwise = hang_up(),
}

-- Several may hold: each sets its part.
rules "marks" {
  policy = "collect",
  { "american", when = { caller = matching "+1*" }, set = { known = true, account = "us" } },
  { "capital", when = { caller = matching "+1202*" }, set = { account = "dc", amount = 5 } },
  { "goes on", when = always, go = dialog "marked" },
}

rules "ranked" {
  policy = "priority",
  { "low", when = { caller = present }, go = reject(480), priority = 1 },
  { "high", when = { caller = "+12025550143" }, go = dialog "high", priority = 9 },
  { "none", when = always, go = reject(404) },
}

rules "one" {
  policy = "unique",
  { "first half", when = { caller = matching "+1*", where("twice", function(call) return true end) }, go = dialog "far" },
  { "second half", when = { caller = matching "+44*" }, go = dialog "high" },
  otherwise = reject(488),
}

-- Each leads to the other, as nobody but a run can tell.
local never = where("never", function(call) return false end)
rules "here" {
  { "known", when = never, go = dialog "others" },
  otherwise = rules "there",
}
rules "there" {
  { "known", when = never, go = dialog "others" },
  otherwise = rules "here",
}

rules "asked" {
  { "from a phone", when = { phone = "200" }, go = reject(404) },
  { "by name", when = { dialled = "asked", where("is right", function() return true end) }, go = dialog "why" },
  otherwise = reject(404),
}

on.call(function(call)
  for _, name in ipairs { "marks", "ranked", "one", "here", "asked" } do
    if call.dialled == name then return rules(name) end
  end
  return rules "inbound"
end)

on.message(function(chat)
  chat:send "one moment"
  return rules "written"
end)

rules "written" {
  { "calls only", when = { channel = "call" }, go = reject(404) },
  { "wants out", when = { dialled = "out" }, go = dialog "others" },
  { "writes", when = { channel = "message" }, go = hang_up() },
  otherwise = reject(404),
}

for _, name in ipairs { "range", "far", "odd", "others", "high" } do
  dialog(name)(function(call)
    call:say("this is ", name, " ", call.account or "")
    return hang_up()
  end)
end
dialog "large" (function(call) call:say("this is large, ", call.amount, " for ", call.reason) return hang_up() end)
dialog "marked" (function(call)
  call:say(call.account or "nobody", ", ", call.known and "known" or "not known", ", ", call.amount or "nothing")
  return hang_up()
end)
dialog "why" (function(call)
  local why = call.why
  call:say(why.rule, " of ", why.rules, " for ", why.saw.dialled, " without ", why.missing[1], " to ", why.go,
           why.said["is right"] and " as said" or "")
  return hang_up()
end)
