scenario("a call every minute for eight hours", function(t)
  for _ = 1, 480 do
    local call = t:call { from = "ann", to = "100" }
    call:hears "press a digit"
    call:presses "1"
    t:wait "1m"
  end
end)
