-- Scripts ask a business database, and rules know the customer.

region "US"
store { sqlite = "var/bank.db", made_by = "bank.sql" }
customers {
  from = "customer_profile",
  key = { phone = "phone", mail = "mail", id = "number" },
  columns = {
    number = text, name = text, tier = one_of { "gold", "standard" }, size = number, balance_due = number,
    blocked = boolean,
  },
  fresh_for = "60s",
}
variables { asked = text }
numbers { from = db.table "own_numbers" }
list "vip" { from = db.table "vip_numbers" }

rules "inbound" {
  { "blocked",     when = { customer = { blocked = true } },            go = reject(603) },
  { "gold",        when = { customer = { tier = "gold" } },             go = dialog "gold" },
  { "large firm",  when = { customer = { size = above(500) } },         go = dialog "large" },
  { "overdue",     when = { customer = { balance_due = above(0) } },    go = dialog "overdue" },
  { "shared",      when = { customer = { shared = true } },             go = dialog "shared" },
  { "known",       when = { customer = { known = true } },              go = dialog "known" },
  { "unknown",     when = { customer = { known = false } },             go = dialog "unknown" },
  otherwise = dialog "nobody_can_tell",
}

rules "lines" {
  { "not our number", when = { dialled = not_ours },                                           go = reject(404) },
  { "vip, sales",     when = { caller = on_list "vip", number = { purpose = "sales" } },       go = dialog "vip" },
  { "sales",          when = { number = { purpose = "sales", enterprise = "Example Bank" } },  go = dialog "sales" },
  otherwise = dialog "desk",
}

local function says(text)
  return function(call)
    call:say(text)
    return hang_up()
  end
end
dialog "gold" (function(call)
  call:say("Welcome, " .. call.customer.name .. ".")
  return hang_up()
end)
dialog "large" (says "Hello, large firm.")
dialog "overdue" (says "Please pay.")
dialog "shared" (says "Who of you is it?")
dialog "known" (says "Hello, customer.")
dialog "unknown" (says "Hello, stranger.")
dialog "nobody_can_tell" (says "Hello, whoever you are.")
dialog "vip" (says "Good day to you.")
dialog "sales" (says "Sales speaking.")
dialog "desk" (function(call)
  call:say(list "vip":has(call.caller) and "The desk, at your service." or "This is the desk.")
  return hang_up()
end)

local changes = {
  join = "insert into vip_numbers values ('(202) 555-0107', 'Fay')",
  leave = "delete from vip_numbers where name = 'Ann'",
  spoil = "insert into vip_numbers values ('Fay''s', 'Fay')",
  move_in = "insert into own_numbers (number, purpose) values ('202-555-0190', 'sales')",
  clash = "insert into own_numbers (number) values ('+12025550115')",
}

local acts = {}
on.call(function(call)
  if changes[call.dialled] then
    db.exec(changes[call.dialled])
    return hang_up()
  end
  if call.dialled:find "^%+?1?202" then return rules "lines" end
  local act = acts[call.dialled]
  if act then return act(call) or hang_up() end
  call.customer = customers.by_phone(call.caller)
  return rules "inbound"
end)

function acts.balance(call)
  local account, err = db.row("select balance, note from account where number = ?", call.caller)
  if not account then
    call:say(err.code .. (err.retryable and ", later perhaps" or ""))
    return
  end
  call:say("You have " .. account.balance .. (account.note and (", " .. account.note) or ", no note"))
end

function acts.pay(call)
  local results, err = db.transaction {
    { "update account set balance = balance - ? where number = ? and balance >= ?", 30, call.caller, 30, changes = 1 },
    { "insert into payment (account, sum, note) values (?, ?, ?)", call.caller, 30, db.null },
    { "select balance from account where number = ?", call.caller },
  }
  call:say(results and ("left " .. results[3][1].balance) or err.code)
  call:say(db.row("select count(*) as payments from payment").payments .. " payments")
end

function acts.transfer_all(call)
  call:say(tostring(db.exec("update account set balance = 0 where balance > ?", 0)) .. " accounts emptied")
end

function acts.list(call)
  local rows = db.rows "select number from account order by number"
  for _, account in ipairs(rows) do call:say(account.number) end
  local few, err = db.rows { "select number from account", most = 2 }
  call:say(few and "all" or err.code)
end

function acts.mistakes(call)
  local _, err = db.row "select nothing from nowhere"
  call:say(err.code)
  call:say(db.row("select balance from account").balanc)
end

function acts.slowly(call)
  local _, err = db.row { "select balance from account", timeout = "2s" }
  call:say(err.code)
end

function acts.again(call)
  for _ = 1, 2 do
    call:say(customers.by_phone("2025550101").name)
    db.exec "update customer set name = 'Renamed' where number = 'C1'"
  end
  call:wait "61s"
  call:say(customers.by_phone("2025550101").name)
end

function acts.by_other_keys(call)
  call:say(customers.by_mail("Ann@Example.COM").name)
  call:say(customers.by_id("C2").name)
  call:say(tostring(customers.by_id("C9").known))
  call:say(tostring(customers.by_phone(call.caller).balance_due))
end
