-- Who speaks, and when.

on.call(function(call)
  local places = { ["100"] = dialog "rung", ["200"] = dialog "prompted", ["300"] = dialog "followed", ["400"] = dialog "called" }
  return places[call.dialled] or reject(404)
end)

local function listen_to(call)
  local began, problem = call:wait_for_speech "4s"
  log.info(began and "heard " .. (began == 0 and "at once" or began) or problem.code)
end

-- The caller may speak before anybody listens.
dialog "rung" (function(call)
  call:ring()
  wait "2s"
  listen_to(call)
end)

-- Two prompts, of which one utterance ends one.
dialog "prompted" (function(call)
  log.info("first ", call:play { silence "10s", barge_in = "speech" })
  log.info("second ", call:play { silence "2s", barge_in = "speech" })
  log.info("third ", call:play { silence "10s", barge_in = "speech" })
end)

-- What goes on counts at once, what begins anew does not.
dialog "followed" (function(call)
  listen_to(call)
  listen_to(call)
  local anew, problem = call:wait_for_speech { timeout = "1s", anew = true }
  log.info(anew and "anew" or "nothing anew: " .. problem.code)
end)

-- Who is called may speak before the answer, too.
dialog "called" (function(call)
  call:connect { "sip:bob@phones.example", timeout = "20s" }
end)
