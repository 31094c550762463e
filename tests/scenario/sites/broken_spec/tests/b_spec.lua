scenario("runs", function(t)
  t:call { from = "ann", to = "x" }:is_released()
end)
