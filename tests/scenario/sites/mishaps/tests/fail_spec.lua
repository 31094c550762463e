-- Every scenario here fails, each in its own way; expected.txt says how.

scenario("waits for words that never come", function(t)
  local call = t:call { from = "ann", to = "shop" }
  call:hears("good evening", "5s")
end)

scenario("waits for a sound with a slip in its name", function(t)
  local call = t:call { from = "ann", to = "shop" }
  call:is_answered()
  t:call { from = "ben", to = "loop-not" }:hears("welcom", "1s")
end)

scenario("takes a refusal for an answer", function(t)
  t:call { from = "ann", to = "busy" }:is_answered()
end)

scenario("expects another state", function(t)
  local call = t:call { from = "ann", to = "busy" }
  call:expect { state = "answered", status = 404 }
end)

scenario("does not expect the script's error", function(t)
  t:call { from = "ann", to = "error" }:is_answered()
end)

scenario("makes a mistake of its own", function(t)
  local call = t:call { from = "ann", to = "shop" }
  local party = nil
  party:hears "x"
end)

scenario("is not saved by pcall", function(t)
  local call = t:call { from = "ann", to = "busy" }
  pcall(function() call:is_answered() end)
  t:wait "1h"
end)

scenario("hangs up twice", function(t)
  local call = t:call { from = "ann", to = "shop" }
  call:is_answered()
  call:hangs_up()
  t:wait "1s"
  call:hangs_up()
end)

scenario("waits for a call that never comes", function(t)
  t:outgoing { to = "nobody" }:answers { within = "3s" }
end)

scenario("meets a site that spins", function(t)
  local call = t:call { from = "ann", to = "loop" }
  call:is_answered()
  t:wait "1s"
end)

scenario("looks at the lamp of somebody who has no phone", function(t)
  t:expect_waiting { "20", new = 1 }
end)
