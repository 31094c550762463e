-- Customers and rules on a PostgreSQL server.

listen { sip = env "TIPRING_LISTEN" }
store { postgres = env "TIPRING_TEST_STORE" }
customers {
  from = "customer", key = { phone = "phone", id = "id" }, columns = { tier = one_of { "gold", "standard" }, due = number },
  fresh_for = "0s",
}

rules "treatments" { from = db.table "treatment", otherwise = reject(480) }

on.call(function(call)
  call.customer = customers.by_phone(call.dialled)
  if call.dialled == "pay" then
    local paid, err = db.transaction {
      { "update customer set due = due - ? where id = ? and due >= ?", 30, 2, 30, changes = 1 },
      { "select due from customer where id = ?", 2 },
    }
    return reject(paid and paid[2][1].due == 20 and 488 or err.code == "other-count" and 486 or 500)
  end
  return rules "treatments"
end)
