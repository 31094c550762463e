-- A bank's switchboard: who calls is looked up, and rules say who is treated how.
--
-- `tipring run scripts/bank`, then call +18005550100 as one of the customers of bank.sql:
--
--   tipring phone sip:+18005550100@127.0.0.1 --from +12025550101
--
-- and ask why the call went where it did: `tipring call why ID`. Without a call:
--
--   tipring decide scripts/bank --rules inbound --caller +12025550101 --dialled +18005550100
--
-- The bank's people (queues.lua) sit at 127.0.0.1:5071, unless BANK_ANN, BANK_BOB and so on say where else: `tipring agent
-- set ann ready`, and `tipring phone --listen udp://127.0.0.1:5071` is her phone. While the office is closed (`tipring hours show
-- scripts/bank office`), callers hear so: try --at "2026-03-02 10:00 America/New_York" with decide.

listen { sip = env("TIPRING_LISTEN", "udp://127.0.0.1:5060") }

region "US"                       -- how bare numbers are read
zone "America/New_York"           -- whose clock counts
numbers "numbers.csv"             -- the directory numbers we own
list "barred" { from = "barred.csv" }

hours "office" { mon_fri = "08:00-20:00", sat = "09:00-13:00", closed = holidays "us" }
holidays "us" {
  ["New Year"] = "01-01",
  ["Memorial Day"] = "last monday of may",
  Juneteenth = "06-19",
  ["Independence Day"] = "07-04",
  ["Labor Day"] = "1st monday of september",
  Thanksgiving = "4th thursday of november",
  Christmas = "12-25",
}

store { sqlite = "var/bank.db", made_by = "bank.sql" }
customers {
  from = "customer_profile",
  key = { phone = "phone", mail = "mail", id = "number" },
  columns = {
    number = text, name = text, tier = one_of { "gold", "standard" }, size = number, balance_due = number,
  },
  fresh_for = "60s",
}

variables {                       -- what scripts may set on a contact
  reason = one_of { "billing", "repair", "other" },
  account = text,
}
