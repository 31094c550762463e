-- What the benchmarks call: user `ivr`, a short dialog; `b2b`, a connection; `answer` and `hold`, which are answered and
-- wait for the caller to hang up.

listen { sip = env("TIPRING_LISTEN", "udp://127.0.0.1:5060") }

on.call(function(call)
  local dialogs = { ivr = dialog "ivr", b2b = dialog "b2b", answer = dialog "hold", hold = dialog "hold" }
  return dialogs[call.dialled] or reject(404)
end)

dialog "ivr" (function(call)
  call:answer()
  call:play "bench"
  call:gather { first = "3s" }
  call:play "bench"
  return hang_up()
end)

local target = env("TIPRING_BENCH_TARGET", "sip:bench@127.0.0.1:5070")

dialog "b2b" (function(call)
  call:connect { target, timeout = "10s" }
  return hang_up()
end)

dialog "hold" (function(call)
  call:answer()
  wait "1h"
end)
