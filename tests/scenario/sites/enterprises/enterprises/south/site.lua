-- The firm in the south.

local probes = require "probes"

zone "Europe/Berlin"
variables { seen = text, reason = text }
store { sqlite = "var/customers.db", made_by = "store.sql" }
customers { from = "customer", key = { phone = "phone" }, columns = { name = text, tier = one_of { "gold", "standard" } } }
agent "ann" { at = phone "200" }
queue "desk" {}
hours "office" { mon_fri = "10:00-12:00" }
list "friends" { from = "friends.csv" }

rules "inbound" {
  { "closed", when = { closed = "office" }, go = dialog "closed" },
  { "gold", when = { customer = { tier = "gold" } }, go = dialog "gold" },
  { "friend", when = { caller = on_list "friends" }, go = dialog "friend" },
  { "ours", when = { dialled = ours }, go = dialog "menu" },
  otherwise = dialog "nowhere",
}

on.call(function(call)
  log.info("the south has " .. call.dialled .. ", " .. (call.reason or "for no reason"))
  call.seen = "by the south"
  local probe = probes[call.dialled]
  if probe then return probe(call) end
  call.customer = customers.by_phone(call.caller)
  return rules "inbound"
end)
