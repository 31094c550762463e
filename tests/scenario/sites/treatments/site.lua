-- Rules that are rows of the business database, which people change while calls go on.

store { sqlite = "var/bank.db", made_by = "treatments.sql" }
customers { from = "customer", key = { phone = "phone" }, columns = { tier = one_of { "gold", "standard" }, size = number } }
variables { reason = one_of { "billing", "repair", "other" }, asked = boolean, desk = text }
list "barred" { from = "barred.csv" }
hours "office" { mon_fri = "08:00-20:00", zone = "Europe/Berlin" }
phone "100" { password = secret "phone-100" }

rules "treatments" { from = db.table "call_treatments", otherwise = dialog "operator" }

rules "last resort" {
  { "night", when = { closed = "office" }, go = dialog "night" },
  { "once more", when = { reason = "repair" }, go = rules "treatments" },
  otherwise = hang_up(),
}

local function says(text)
  return function(call)
    call:say(text .. (call.desk and (" " .. call.desk) or ""))
    return hang_up()
  end
end
for name, text in pairs { gold = "Gold.", large = "Large firm.", billing = "Billing.", repair = "Repair.",
                          operator = "Operator.", night = "Night.", range = "Range.", asked = "Asked." } do
  dialog(name)(says(text))
end

local statements = {
  add = { "insert into call_treatments (name, position, reason, go) values ('repair', 25, 'repair', 'dialog repair')" },
  break_one = { "update call_treatments set go = 'dialog goldd' where name = 'gold'" },
  break_column = { "alter table call_treatments add column custmer_tier text" },
  mend = { "update call_treatments set go = 'dialog gold' where name = 'gold'" },
  shadow = { "insert into call_treatments (name, position, always, go) values ('all', 1, true, 'hang_up')" },
  round = { "insert into call_treatments (name, position, reason, go) values ('round', 25, 'repair', 'rules \"last resort\"')" },
  straight = { "update call_treatments set go = 'dialog repair' where name = 'round'" },
  empty = { "delete from call_treatments" },
}

on.call(function(call)
  if statements[call.dialled] then
    db.exec(statements[call.dialled][1])
    return hang_up()
  end
  local reason, asked = call.dialled:match "^(%l+)%-?(%l*)$"
  if reason == "billing" or reason == "repair" then call.reason = reason end
  if asked == "asked" then call.asked = true end
  call.customer = customers.by_phone(call.caller)
  return rules "treatments"
end)
