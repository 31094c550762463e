-- What the phones of these tests call. Sounds are pure tones, so that a recording shows which of them was heard.

listen { sip = env "TIPRING_LISTEN" }
tones "fr"

-- Phones whose media must be secured, or may be.
phone "strict"  { password = "strict", srtp = "required" }
phone "lenient" { password = "lenient", srtp = "optional" }

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

-- The same to a phone of the site.
local function to(name)
  return function(call)
    local talk = call:connect { phone(name), timeout = "1m" }
    if talk then return hang_up() end
    call:play "no"
  end
end

dialog "strict" (to "strict")
dialog "lenient" (to "lenient")

-- The whole call is recorded: prompts, and both who talk.
dialog "taped" (function(call)
  call:start_recording { stereo = true }
  call:play "prompt"
  return connect(call, "1m")
end)

dialog "busy" (function(call) call:tone("busy", "2s") end)

dialog "meeting" (function(call)
  call:join { conference = "sales", ends = "#" }
  call:play "yes"
end)

on.call(function(call)
  local dialogs = { strict = dialog "strict", lenient = dialog "lenient", taped = dialog "taped", busy = dialog "busy",
                    meeting = dialog "meeting", digits = dialog "digits", echo = dialog "echo", pair = dialog "pair", impatient = dialog "impatient" }
  return dialogs[call.dialled] or reject(404)
end)
