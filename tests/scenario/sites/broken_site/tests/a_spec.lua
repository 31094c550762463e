scenario("cannot run", function(t) end)
