-- A long list of numbers on a PostgreSQL server.

listen { sip = env "TIPRING_LISTEN" }
store { postgres = env "TIPRING_TEST_STORE" }
list "vip" { from = db.table "vip_numbers" }

rules "inbound" {
  { "vip", when = { dialled = on_list "vip" }, go = reject(486) },
  otherwise = reject(404),
}

on.call(function(call) return rules "inbound" end)
