-- 200: connects two phones.

local phone = env("TIPRING_COLLEAGUE", "sip:colleague@127.0.0.1:5070")

dialog "colleague" (function(call)
  local talk, err = call:connect { phone, timeout = "20s" }
  if talk then return hang_up() end
  log.info(call.id, ": ", err.text)
  if err.code == "busy" then
    call:play "busy"
  elseif err.code == "no-answer" then
    call:play "no_answer"
  else
    call:play "cannot_connect"
  end
end)
