-- What the benchmarks call: user `ivr`, a short dialog, and user `b2b`, a connection.

listen { sip = env("TIPRING_LISTEN", "udp://127.0.0.1:5060") }

on.call(function(call)
  if call.dialled == "ivr" then return dialog "ivr" end
  if call.dialled == "b2b" then return dialog "b2b" end
  return reject(404)
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
