-- A long list of numbers on a PostgreSQL server.

listen { sip = env "TIPRING_LISTEN" }
store { postgres = env "TIPRING_TEST_STORE" }
-- However slow the machine is that the tests run on.
defence { lag = "10s", busy = 1 }
list "vip" { from = db.table "vip_numbers" }

rules "inbound" {
  { "vip", when = { dialled = on_list "vip" }, go = reject(486) },
  otherwise = reject(404),
}

on.call(function(call) return rules "inbound" end)
