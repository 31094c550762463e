scenario("never ends", function(t)
