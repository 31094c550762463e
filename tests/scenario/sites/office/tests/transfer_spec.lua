-- Calls that the site makes.

scenario("two parties talk", function(t)
  local ann = t:call { from = "ann", to = "200" }
  local first = t:outgoing { to = "sip:first@phones.example" }
  first:is_called()
  first:rings()
  ann:is_ringing()
  first:answers()
  ann:talks_to(first)
  ann:speaks("2s", "hello there")
  first:hears "Hello There"
  first:hangs_up()
  ann:is_released()
  t:expect_log "talked with sip:first@phones.example"
end)

scenario("the second is tried when the first is busy", function(t)
  local ann = t:call { from = "ann", to = "200" }
  t:outgoing { to = "first" }:refuses(486)
  local second = t:outgoing { to = "second" }
  second:answers()
  ann:talks_to(second)
  ann:hangs_up()
  second:is_released()
end)

scenario("nobody answers", function(t)
  local ann = t:call { from = "ann", to = "200" }
  t:outgoing { to = "first" }:ignores()
  local second = t:outgoing { to = "second" }
  second:is_ringing()
  second:is_released()
  ann:hears "nobody is free: no-answer"
  t:expect_log "attempt 2: no-answer"
end)

scenario("a phone that nobody plays rings until the site gives up", function(t)
  local ann = t:call { from = "ann", to = "200" }
  ann:hears "nobody is free"
end)

scenario("the caller gives up while a colleague's phone rings", function(t)
  local ann = t:call { from = "ann", to = "200" }
  local first = t:outgoing { to = "first" }
  first:rings()
  ann:hangs_up()
  first:is_released()
end)

scenario("early media of a colleague reaches the caller", function(t)
  local ann = t:call { from = "ann", to = "200" }
  local first = t:outgoing { to = "first" }
  first:rings { early_media = true }
  first:answers()
  ann:talks_to(first)
end)
