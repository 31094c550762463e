-- What goes on between people: what an answering phone is told before it has the call, supervisors, parked callers.

listen { sip = env("TIPRING_LISTEN", "udp://127.0.0.1:5060") }

phone "100" { password = "one" }
phone "200" { password = "two" }
phone "300" { password = "three" }

variables { account = text }
parking { timeout = "1m" }

agent "ann" { at = phone "300" }
queue "desk" {
  whisper = { say = "The desk, account {account}" },
  ring    = { on_no_answer = "rest", rest = "1s" },
}

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
  elseif call.dialled == "desk" then
    call.account = "17"
    return queue "desk"
  elseif call.dialled == "*50" then
    call:say "You are ready."  -- Whoever is ready is called, and has a hand free by then.
    agents.set("ann", "ready")
    return hang_up()
  elseif call.dialled == "*90" then
    local heard, problem = call:supervise { phone "100" }
    log.info(heard and heard.ended_by or problem.code)
  elseif call.dialled == "701" then
    if call.transferred_by then
      local _, problem = call:park "701"
      log.info(problem.code, " at 701 of ", call.account)
      call:connect(phone(call.transferred_by))
    elseif not call:retrieve "701" then
      return reject(404)
    end
  else
    call.account = "17"
    call:connect(phone(call.dialled))
  end
end)
