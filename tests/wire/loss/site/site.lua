-- Calls that end by themselves or by their callers, whatever is lost on the way.

listen { sip = env "TIPRING_LISTEN" }

dialog "talk" (function(call)
  call:tone("dial", "1m")
end)

dialog "pair" (function(call)
  call:connect { env "TIPRING_CALLEE", timeout = "30s" }
end)

on.call(function(call)
  local dialogs = { talk = dialog "talk", pair = dialog "pair" }
  return dialogs[call.dialled] or reject(404)
end)
