-- Calls of every kind at once.

listen { sip = env "TIPRING_LISTEN" }

variables { digit = text }

-- A short menu that ends by itself.
dialog "menu" (function(call)
  call:ring()
  call:play { "prompt", barge_in = false }
  call.digit = call:gather { first = "20s" } or "none"
  call:play "prompt"
end)

-- Goes on until the caller has had enough, wherever that is.
dialog "talk" (function(call)
  call:finally(function() log.debug("over") end)
  while true do
    call:play "prompt"
    call:gather { first = "200ms" }
    call:record { longest = "300ms" }
  end
end)

-- Rings and is never answered.
dialog "ring" (function(call)
  call:ring()
  wait "1m"
end)

dialog "pair" (function(call)
  call:connect { env "TIPRING_CALLEE", timeout = "10s" }
end)

on.call(function(call)
  if call.dialled == "busy" then return reject(486) end
  local dialogs = { menu = dialog "menu", talk = dialog "talk", ring = dialog "ring", pair = dialog "pair" }
  return dialogs[call.dialled] or reject(404)
end)
