-- Two phones that talk straight to each other, until something is played.

listen { sip = env "TIPRING_LISTEN" }
media "direct"

dialog "pair" (function(call)
  call:connect { env "TIPRING_CALLEE", timeout = "1m" }
  call:play "prompt"
end)

-- The caller hears a word in between.
dialog "announced" (function(call)
  call:after("2s", function(later) later:play { "prompt", barge_in = false } end)
  call:connect { env "TIPRING_CALLEE", timeout = "1m" }
end)

on.call(function(call)
  local dialogs = { pair = dialog "pair", announced = dialog "announced" }
  return dialogs[call.dialled] or reject(404)
end)
