scenario("would run", function(t)
  local call = t:call { from = "ann", to = "x" }
  call:heers "welcome"
  t:wait "soon"
end)
