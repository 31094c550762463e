-- What is heard, said and recorded: one number for each.

tones "de"

phone "gateway" { password = "gateway", digits = "info", srtp = "required" }
phone "desk"    { password = "desk", srtp = "optional" }
trunk "old"     { sip = "sip:192.0.2.1", digits = "inband" }

on.call(function(call)
  local places = { ["100"] = dialog "keys", ["200"] = dialog "tones", ["300"] = dialog "taped", ["400"] = dialog "meeting",
                   ["500"] = dialog "to_desk", ["600"] = dialog "to_gateway", ["700"] = dialog "waiting_room",
                   ["800"] = dialog "greeted", ["900"] = dialog "hurried" }
  return places[call.dialled] or reject(404)
end)

dialog "keys" (function(call)
  local sent, problem = call:send_digits "12#"
  log.info("sent: ", tostring(sent), " ", problem and problem.code or "")
  wait "1s"
end)

local warning = tone("special-information", "2s")

dialog "tones" (function(call)
  call:tone("busy", "3s")
  call:play { warning, tone { "call-waiting", "1s", country = "gb" }, tone "beep" }
end)

dialog "taped" (function(call)
  call:start_recording { stereo = true }
  log.info("twice: ", select(2, call:start_recording()).code)
  call:connect { "sip:bob@phones.example", timeout = "20s" }
  local tape, problem = call:stop_recording()
  if not tape then return log.error(problem.text) end
  call:play { tape }
end)

dialog "meeting" (function(call)
  local stay, problem = call:join { "sales", ends = "#", mutes = "*", most = 3, gain = 3 }
  if not stay then return log.info("no seat: ", problem.code) end
  log.info(call.caller, " ", stay.ended_by, " after ", tostring(math.floor(stay.stayed)))
  call:tone "beep"
end)

-- Listens until the chair lets it speak.
dialog "waiting_room" (function(call)
  call:after("5s", function(later) later:unmute() end)
  call:after("10s", function(later) later:leave() end)
  local stay = call:join { conference = "sales", muted = true }
  log.info("listener ", stay.ended_by, " ", tostring(select(2, call:mute()).code))
end)

-- A machine is told from a person by how long it speaks.
dialog "greeted" (function(call)
  local began, problem = call:wait_for_speech { timeout = "5s" }
  if not began then return log.info("nobody: ", problem.code) end
  local spoke = call:wait_for_silence { silence = "1s" }
  log.info(spoke > 3 and "a machine" or "a person")
end)

-- Who speaks hears no more of the prompt.
dialog "hurried" (function(call)
  log.info("prompt ", call:play { silence "10s", barge_in = "speech" })
  call:wait_for_silence { silence = "500ms" }
  local digits = call:gather { say = "please wait for a long time", barge_in = "speech", first = "1s" }
  log.info("digits ", tostring(digits))
end)

local function to(name)
  return function(call)
    local talk, problem = call:connect { phone(name), timeout = "20s" }
    if not talk then return reject(problem.status) end
  end
end

dialog "to_desk" (to "desk")
dialog "to_gateway" (to "gateway")
