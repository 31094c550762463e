-- Lists and own numbers that are tables of the store.

local function hears(t, from, to, text)
  local call = t:call { from = from, to = to }
  call:hears(text)
  call:is_released()
end

local function is_refused(t, to)
  t:call { from = "+12025550143", to = to }:is_refused(404)
end

local function change(t, what)
  t:call { from = "+12025550143", to = what }:is_refused(480)
  t:wait "1s"
end

scenario("rows are our numbers, and numbers of a list", function(t)
  hears(t, "+12025550101", "+12025550100", "good day to you")
  hears(t, "+49301234567", "2025550100", "good day to you")
  hears(t, "+12025550102", "+12025550100", "sales speaking")
  hears(t, "+12025550101", "+12025550115", "the desk, at your service")
  hears(t, "+12025550102", "+12025550115", "this is the desk")
  is_refused(t, "+12025550120")
end)

scenario("a number is ours from its first day to its last", function(t)
  t:at "2026-12-01 12:00:00 UTC"
  hears(t, "+12025550143", "+12025550130", "this is the desk")
  t:wait "24h"
  is_refused(t, "+12025550130")
end)

scenario("rows that change take force", function(t)
  hears(t, "2025550107", "2025550100", "sales speaking")
  change(t, "join")
  t:expect_log 'list "vip": 3 rows of table "vip_numbers" in force'
  hears(t, "2025550107", "2025550100", "good day to you")
  change(t, "leave")
  hears(t, "+12025550101", "2025550100", "sales speaking")
  is_refused(t, "2025550190")
  change(t, "move_in")
  t:expect_log "numbers: 4 rows of table \"own_numbers\" in force"
  hears(t, "2025550107", "2025550190", "good day to you")
end)

scenario("a row that is wrong is refused with its place, and the rows in force stay", function(t)
  hears(t, "+12025550101", "2025550100", "good day to you")
  change(t, "spoil")
  t:expect_log "table \"vip_numbers\", row 3: \"Fay's\" "
  t:expect_log "list \"vip\": table \"vip_numbers\" is refused for 1 mistake; the rows in force stay"
  change(t, "leave")
  hears(t, "+12025550101", "2025550100", "good day to you")
  change(t, "clash")
  t:expect_log "table \"own_numbers\", row 3: some of these numbers stand in row 2 too"
  t:expect_log "numbers: table \"own_numbers\" is refused for 1 mistake; the rows in force stay"
  hears(t, "+12025550102", "2025550100", "sales speaking")
end)

scenario("with the store away the rows in force stay", function(t)
  hears(t, "+12025550101", "2025550100", "good day to you")
  t:breaks "database"
  hears(t, "+12025550101", "2025550100", "good day to you")
  is_refused(t, "2025550190")
end)
