-- 300: records what the caller says and plays it back.

dialog "echo" (function(call)
  call:play "record"
  call:tone "beep"
  local recording, err = call:record { longest = "30s", silence = "3s", ends = "#" }
  if recording then
    call:play { "you_said", recording, "goodbye" }
  else
    log.warning("recording failed: ", err.text)
    call:play "not_recorded"
  end
end)
