-- Whose numbers are dialled, and who is not to be heard.

region "US"
numbers "numbers.csv"
list "barred" { from = "tables/barred.csv" }
list "friends" { from = "tables/friends.csv" }

rules "inbound" {
  { "not our number", when = { dialled = not_ours }, go = reject(404) },
  { "barred caller", when = { caller = on_list "barred" }, go = reject(603) },
  { "a friend, sales", when = { caller = on_list "friends", number = { purpose = "sales" } }, go = dialog "friend" },
  { "sales", when = { number = { purpose = "sales", enterprise = present } }, go = dialog "sales" },
  { "one of us calls", when = { caller = ours }, go = dialog "colleague" },
  otherwise = dialog "desk",
}

local function says(text)
  return function(call)
    call:say(text)
    return hang_up()
  end
end
dialog "friend" (says "Hello again.")
dialog "sales" (says "Sales speaking.")
dialog "colleague" (says "Hello colleague.")
dialog "desk" (function(call)
  call:say(list "friends":has(call.caller) and "A friend at the desk." or "This is the desk.")
  return hang_up()
end)

on.call(function() return rules "inbound" end)
