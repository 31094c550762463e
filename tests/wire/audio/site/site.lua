-- What the phones of these tests call. Sounds are pure tones, so that a recording shows which of them was heard.

listen { sip = env "TIPRING_LISTEN" }

-- Digits are answered by one of two tones.
dialog "digits" (function(call)
  call:play { "prompt", barge_in = false }
  local digits = call:gather { digits = 4, first = "5s", between = "5s" }
  call:play(digits == "15*0" and "yes" or "no")
end)

-- What the caller says comes back.
dialog "echo" (function(call)
  local recording = call:record { longest = "1500ms" }
  call:play { "prompt", recording }
end)

-- A call to a second phone; where that fails, the caller hears why.
local function connect(call, timeout)
  local talk, err = call:connect { env "TIPRING_CALLEE", timeout = timeout }
  if talk then return hang_up() end
  call:play(err.code == "busy" and "yes" or err.code == "no-answer" and "no" or "prompt")
end

dialog "pair" (function(call) return connect(call, "1m") end)

dialog "impatient" (function(call) return connect(call, "1s") end)

on.call(function(call)
  local dialogs = { digits = dialog "digits", echo = dialog "echo", pair = dialog "pair", impatient = dialog "impatient" }
  return dialogs[call.dialled] or reject(404)
end)
