-- What the rows of call_treatments do, and what happens when they change.

local function hears(t, from, to, text)
  local call = t:call { from = from, to = to }
  call:hears(text)
  call:is_released()
end

local function change(t, what)
  t:call { from = "+12025550150", to = what }:is_refused(480)
  t:wait "1s"
end

scenario("rows decide as rules do", function(t)
  hears(t, "+12025550101", "billing", "gold. one, please")
  hears(t, "+12025550102", "billing", "large firm")
  hears(t, "+12025550103", "billing", "billing")
  hears(t, "+12025550103", "2555", "range")
  hears(t, "+12025550103", "3155", "range")
  hears(t, "+12025550103", "repair-asked", "asked")
  hears(t, "+12025550103", "anything", "operator")
  t:call { from = "+4930999123", to = "billing" }:is_refused(603)
  t:call { from = "+12025550103", to = "elsewhere" }:is_redirected "sip:ann@192.0.2.7"
end)

scenario("a row asks for hours, and leads to another rule set", function(t)
  t:at "2026-03-02 21:00:00 Europe/Berlin"
  hears(t, "+12025550103", "anything", "night")
end)

scenario("a row leads to a phone", function(t)
  local desk = t:outgoing { to = "100" }
  local call = t:call { from = "+12025550103", to = "desk" }
  desk:rings()
  desk:answers()
  call:is_answered()
  desk:hangs_up()
  call:is_released()
end)

scenario("rows that change take force", function(t)
  hears(t, "+12025550103", "repair", "operator")
  change(t, "add")
  t:expect_log "treatments\": 10 rows of table \"call_treatments\" in force"
  hears(t, "+12025550103", "repair", "repair")
  change(t, "empty")
  hears(t, "+12025550101", "billing", "operator")
end)

scenario("a row that is wrong is refused with its name, and the rules in force stay", function(t)
  hears(t, "+12025550101", "billing", "gold")
  change(t, "break_one")
  t:expect_log "table \"call_treatments\", row \"gold\", column \"go\": there is no dialog \"goldd\"; did you mean 'gold'?"
  t:expect_log "table \"call_treatments\" is refused for 1 mistake; the rows in force stay"
  hears(t, "+12025550101", "billing", "gold")
  change(t, "add")
  hears(t, "+12025550103", "repair", "operator")
  change(t, "mend")
  hears(t, "+12025550103", "repair", "repair")
end)

scenario("a column that stands for nothing is refused", function(t)
  hears(t, "+12025550101", "billing", "gold")
  change(t, "break_column")
  t:expect_log "table \"call_treatments\", column \"custmer_tier\": it is neither an attribute of contacts nor a declared variable; did you mean 'customer_tier'?"
  hears(t, "+12025550101", "billing", "gold")
end)

scenario("a row that never decides is refused, and the rules in force stay", function(t)
  hears(t, "+12025550101", "billing", "gold")
  change(t, "shadow")
  t:expect_log "table \"call_treatments\", row \"gold\": it never decides: row \"all\" holds whenever it does, and comes first"
  t:expect_log "table \"call_treatments\" is refused for 9 mistakes; the rows in force stay"
  hears(t, "+12025550101", "billing", "gold")
end)

scenario("a row that makes a ring is refused, and takes force once there is none", function(t)
  hears(t, "+12025550103", "repair", "operator")
  change(t, "round")
  t:expect_log "rules \"last resort\" lead round for ever: to rules \"treatments\" (site.lua:14), and back to rules \"last resort\" (table \"call_treatments\", row \"round\"); so goes a contact with reason = \"repair\""
  t:expect_log "table \"call_treatments\" is refused for 1 mistake; the rows in force stay"
  hears(t, "+12025550103", "repair", "operator")
  change(t, "straight")
  t:expect_log "10 rows of table \"call_treatments\" in force"
  hears(t, "+12025550103", "repair", "repair")
end)

scenario("with the store away the rules in force stay, and nobody knows who calls", function(t)
  hears(t, "+12025550101", "billing", "gold")
  t:breaks "database"
  hears(t, "+12025550103", "billing", "billing")
  hears(t, "+12025550102", "repair", "operator")
end)
