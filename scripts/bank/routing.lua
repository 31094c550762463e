-- Rules are data: the checker, `tipring call why` and `tipring replay` read them as they stand.
-- The first rule whose `when` holds decides; every field of `when` must hold; a missing field never holds.

rules "inbound" {
  { "not our number",     when = { dialled = not_ours },                             go = reject(404) },
  { "barred caller",      when = { caller = on_list "barred" },                      go = reject(603) },
  { "closed",             when = { closed = "office" },                              go = dialog "closed" },
  { "special treatment",  when = { customer = { known = true }, reason = missing },  go = rules "treatments" },
  { "gold customer",      when = { customer = { tier = "gold" } },                   go = queue "billing", priority = 80 },
  { "large firm, repair", when = { customer = { size = above(500) }, reason = "repair" },
                                                                                     go = queue "repair", priority = 60 },
  { "overdue account",    when = { customer = { balance_due = above(0) }, reason = "billing" },
                                                                                     go = dialog "collections" },
  { "billing",            when = { reason = "billing" },                             go = queue "billing" },
  { "repair",             when = { reason = "repair" },                              go = queue "repair" },
  { "other",              when = { reason = "other" },                               go = queue "operator" },
  otherwise =                                                                        dialog "main_menu",
}

-- Rows of the business database, of the same shape: what people at the bank change without touching the site.
rules "treatments" { from = db.table "call_treatments", otherwise = dialog "main_menu" }

on.call(function(call)
  call.customer = customers.by_phone(call.caller)        -- suspends this call, never the runtime;
  return rules "inbound"                                 -- an unknown customer is one with known = false
end)
