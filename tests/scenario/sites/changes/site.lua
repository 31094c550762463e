-- What changes within calls, and calls to several phones: one number for each, performed in simulation and on the wire.

local ann, bob = "sip:ann@phones.example", "sip:bob@phones.example"

on.call(function(call)
  local places = { ["100"] = dialog "hold", ["200"] = dialog "all", ["300"] = dialog "elsewhere", ["400"] = dialog "tidy",
                   ["500"] = dialog "told" }
  return places[call.dialled] or reject(404)
end)

dialog "hold" (function(call)
  call:answer()
  local held, problem = call:hold()
  if not held then return log.warning("not held: ", problem.code) end
  call:tone("dial", { length = "2s" })
  call:resume()
  wait "1s"
  call:tone "beep"
  wait "1s"
end)

dialog "all" (function(call)
  local talk, problem = call:connect { ann, bob, together = true, timeout = "20s" }
  log.info(talk and talk.target or problem.code)
end)

dialog "elsewhere" (function(call)
  local talk, problem = call:connect { ann, timeout = "20s" }
  log.info(talk and talk.target or problem.code)
end)

-- Who is left alone is told.
dialog "told" (function(call)
  call:connect { ann, timeout = "20s" }
  call:tone("busy", "1s")
end)

dialog "tidy" (function(call)
  call:finally(function()
    wait "3s"
    log.info("tidied up, and the caller may hear: ", tostring(call:say "Still there?"))
  end)
  call:answer()
  wait "1s"
end)
