-- What goes on after a crash: a caller in a dialog, and two phones that talk.

listen { sip = env "TIPRING_LISTEN" }

dialog "menu" (function(call)
  if call.recovered then log.info("back in the menu: ", call.caller) end
  while true do call:play "prompt" end
end)

dialog "pair" (function(call)
  call:connect { env "TIPRING_CALLEE", timeout = "1m" }
end)

dialog "ring" (function(call)
  call:ring()
  call:wait "1m"
end)

agent "bob" { at = env "TIPRING_CALLEE" }
queue "desk" { waiting = { music = "prompt" } }

on.call(function(call)
  local dialogs = { menu = dialog "menu", pair = dialog "pair", ring = dialog "ring", desk = queue "desk" }
  return dialogs[call.dialled] or reject(404)
end)
