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
dialog "pair" (function(call)
  local talk, err = call:connect { env "TIPRING_CALLEE", timeout = "2s" }
  if talk then return hang_up() end
  call:play(err.code == "busy" and "yes" or err.code == "no-answer" and "no" or "prompt")
end)

on.call(function(call)
  local dialogs = { digits = dialog "digits", echo = dialog "echo", pair = dialog "pair" }
  return dialogs[call.dialled] or reject(404)
end)
