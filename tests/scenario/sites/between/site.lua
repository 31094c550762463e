-- What goes on between people: what an answering phone is told before it has the call.

listen { sip = env("TIPRING_LISTEN", "udp://127.0.0.1:5060") }

phone "100" { password = "one" }
phone "200" { password = "two" }

on.call(function(call)
  if call.dialled == "sales" then
    call:answer()
    local talk, problem = call:connect { phone "100", phone "200", timeout = "20s",
                                         whisper_say = "A call for sales from " .. call.caller }
    log.info(talk and "talked" or problem.code)
  elseif call.dialled == "follow" then
    local talk, problem = call:connect { phone "100", phone "200", together = true, timeout = "20s",
                                         whisper_say = "Press one", accept_key = "1", accept_within = "5s" }
    log.info(talk and "talked" or problem.code)
  end
end)
