scenario("one", function(t) end)
scenario("one", function(t) end)
