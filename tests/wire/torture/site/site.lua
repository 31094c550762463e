-- Answers whoever calls, and has a registrar.

listen { sip = env "TIPRING_LISTEN" }
listen { sip = env "TIPRING_LISTEN_TCP" }

phone "somebody" { password = "else" }

dialog "talk" (function(call)
  call:tone("dial", "1m")
end)

on.call(function()
  return dialog "talk"
end)
