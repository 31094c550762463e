-- What scripts and rules know from the store. Each scenario begins with the rows of bank.sql.

local function hears(t, from, to, ...)
  local call = t:call { from = from, to = to }
  for _, text in ipairs { ... } do call:hears(text) end
  call:is_released()
end

scenario("rules know who calls, in whatever form the number comes", function(t)
  for _, number in ipairs { "+12025550101", "2025550101", "202-555-0101", "011-1-202-555-0101" } do
    hears(t, number, "desk", "welcome, ann")
  end
  hears(t, "2025550102", "desk", "hello, large firm")
  hears(t, "2025550103", "desk", "please pay")
end)

scenario("nulls are missing, and so is what fits no column", function(t)
  hears(t, "2025550104", "desk", "hello, customer")
  t:call { from = "2025550105", to = "desk" }:is_refused(603)
end)

scenario("one number of several customers", function(t)
  hears(t, "2025550106", "desk", "who of you is it")
end)

scenario("strangers, callers without a number and those who try to be more than a number", function(t)
  for _, caller in ipairs { "2025550199", "anonymous", "' or 1=1 --", "x'; drop table customer; --", "%", "?" } do
    hears(t, caller, "desk", "hello, stranger")
  end
  hears(t, "2025550101", "desk", "welcome, ann")
end)

scenario("a row's columns are its fields, and nil where they are null", function(t)
  hears(t, "alice", "balance", "you have 100, a saver")
  hears(t, "bob", "balance", "you have 20, no note")
  hears(t, "o'hara", "balance", "you have 50, ")
  hears(t, "nobody", "balance", "no-row")
end)

scenario("a transaction happens whole or not at all", function(t)
  hears(t, "alice", "pay", "left 70", "1 payments")
  hears(t, "bob", "pay", "other-count", "1 payments")
  hears(t, "bob", "balance", "you have 20, no note")
end)

scenario("what one scenario has changed, the next does not see", function(t)
  hears(t, "alice", "transfer_all", "3 accounts emptied")
  hears(t, "alice", "transfer_all", "0 accounts emptied")
end)

scenario("rows in order, and never more than wanted", function(t)
  hears(t, "alice", "list", "alice", "bob", "o'hara", "too-many-rows")
end)

scenario("a statement that the database refuses, and a misspelt column", function(t)
  local call = t:call { from = "alice", to = "mistakes" }
  call:hears "refused"
  t:expect_error "the row has no column 'balanc'; did you mean 'balance'?"
  call:is_released()
end)

scenario("a database that is away leaves calls to otherwise", function(t)
  t:breaks "database"
  hears(t, "2025550101", "desk", "hello, whoever you are")
  hears(t, "alice", "balance", "database-away, later perhaps")
end)

scenario("one that does not answer is waited for no longer than said", function(t)
  t:breaks "slow database"
  local call = t:call { from = "alice", to = "slowly" }
  call:hears_nothing "1900ms"
  call:hears "timed-out"
  call:is_released()
  hears(t, "2025550101", "desk", "hello, whoever you are")
end)

scenario("a customer is asked for anew once the answer is too old", function(t)
  local call = t:call { from = "alice", to = "again" }
  call:hears "ann"
  call:hears "ann"
  call:hears("renamed", "2m")
  call:is_released()
end)

scenario("customers by other keys, and what is missing of them", function(t)
  hears(t, "2025550102", "by_other_keys", "ann", "ben", "false", "nil")
end)
