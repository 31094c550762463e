-- Phones whose audio goes through an rtpengine.

listen { sip = env "TIPRING_LISTEN" }
rtpengine { control = env "TIPRING_RTPENGINE", straight = env("TIPRING_STRAIGHT", "no") == "yes" }
media(env "TIPRING_MEDIA")

dialog "pair" (function(call)
  call:connect { env("TIPRING_CALLEE", "sip:nobody@127.0.0.1"), timeout = "1m" }
  call:play "prompt"
end)

-- A key ends the call.
dialog "menu" (function(call)
  for _ = 1, 3 do call:play { "prompt", barge_in = false } end
  call:gather { first = "10s" }
end)

on.call(function(call)
  local dialogs = { pair = dialog "pair", menu = dialog "menu" }
  return dialogs[call.dialled] or reject(404)
end)
