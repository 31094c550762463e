-- A small office for the tests of `tipring test`: one number for each thing a scenario can meet.

local colleagues = { env("FIRST", "sip:first@phones.example"), env("SECOND", "sip:second@phones.example") }

on.call(function(call)
  local places = {
    ["100"] = dialog "menu",
    ["200"] = dialog "transfer",
    ["300"] = dialog "message",
    ["404"] = reject(404),
    ["302"] = redirect("sip:elsewhere@phones.example"),
    ["500"] = dialog "mistake",
    ["501"] = dialog "untidy",
    ["600"] = dialog "chance",
    ["700"] = dialog "early",
    ["800"] = dialog "keys",
  }
  return places[call.dialled] or reject(480, "Nobody here")
end)

dialog "menu" (function(call)
  call:ring()
  wait "2s"
  call:play "menu/welcome"
  local digit, err = call:gather { play = "menu/choices", first = "5s" }
  if not digit then
    log.info(call.caller, " chose nothing: ", err.code)
    call:say "Nothing chosen."
  elseif digit == "1" then
    call:play { "menu/hours", tone "beep" }
  else
    call:say("You pressed ", tonumber(digit) or digit, ".")
  end
end)

dialog "transfer" (function(call)
  local talk, err = call:connect { colleagues[1], colleagues[2], timeout = "10s" }
  if talk then log.info("talked with ", talk.target) return end
  for index, attempt in ipairs(err.attempts) do log.info("attempt ", index, ": ", attempt.code) end
  call:say("Nobody is free: ", err.code)
end)

dialog "message" (function(call)
  local played, err = call:play "menu/welcome"
  if not played then log.warning(err.text) end
  call:tone "beep"
  local message, problem = call:record { longest = "20s", silence = "2s", ends = "#" }
  if not message then
    log.error("no message: ", problem.text)
    call:say "That did not work."
    return
  end
  log.info("message of ", message.length, " s ended by ", message.ended_by)
  call:play { message }
end)

dialog "mistake" (function(call)
  call:finally(function() log.info("cleaned up") end)
  call:answer()
  local nothing = nil
  return nothing.field
end)

dialog "chance" (function(call)
  call:answer()
  log.info("dice: ", math.random(6), math.random(6), math.random(6), math.random(6), math.random(6), math.random(6))
end)

dialog "early" (function(call)
  call:play { "menu/welcome", early = true }
  return reject(486)
end)

dialog "keys" (function(call)
  call:answer()
  call:send_digits "42#"
  local digits = call:gather { digits = "3", first = "10s" }
  log.info("got ", digits)
end)

dialog "untidy" (function(call)
  call:finally(function() log.info("the other one runs all the same") end)
  call:finally(function() error("cannot tidy up") end)
  call:answer()
end)
