-- Queues and agents: who waits, who is called for them, and what becomes of those whom nobody serves.

for _, name in ipairs { "100", "101", "102", "103" } do
  phone(name) { password = "secret of " .. name }
end

skills { "billing", "repair", "spanish" }

agent "ann"  { at = phone "100", skills = { billing = 8, spanish = 2 } }
agent "bert" { at = phone "101", skills = { billing = 6 } }
agent "cleo" { at = phone "102", skills = { billing = 3, repair = 9, spanish = 7 } }
agent "dora" { at = phone "103", skills = { repair = 4 } }
agent "eve"  { at = "sip:eve@192.0.2.7", skills = { repair = 1 } }

agents { order = "priority" }

variables { reason = one_of { "billing", "repair" } }

queue "billing" {
  needs   = { billing = at_least(4) },
  target  = { answer_within = "20s" },
  waiting = { music = "hold/piano", say = { position, estimate }, every = "30s",
              press = { ["9"] = dialog "message", ["0"] = queue "operator" } },
  ring    = { timeout = "15s", rest = "0s" },
  wrap_up = "20s",
  sticky  = "20s",
  regain  = "5m",
}

queue "repair" {
  strategy = "best-skill",
  widen    = {
    { after = "0s", needs = { repair = at_least(8) } },
    { after = "30s", needs = { repair = 4 } },
    { after = "60s", needs = { "repair" } },
  },
  ring     = { on_no_answer = "rest", rest = "2s" },
  waiting  = { say = position, words = { next = "Sie sind die Nächsten.", position = "Sie sind Nummer {number}." } },
}

queue "plain"    { agents = { "bert" }, priority_ages = "10s", limit = { calls = 2, otherwise = dialog "full" } }
queue "patient"  { agents = { "bert" }, limit = { wait = "1m" } }
queue "operator" { agents = { "bert", "ann" }, strategy = "ordered",
                   overflow = { after = "2m", go = dialog "callback", place = "kept" } }
queue "night"    { agents = { "bert" }, overflow = { no_agents = true, go = dialog "message" } }

dialog "message" (function(call)
  call:say "Please leave a message."
  return hang_up()
end)

dialog "full" (function(call)
  call:say "All lines are busy."
  return reject(486)
end)

dialog "callback" (function(call)
  if call:gather { say = "Press 1 to go on waiting.", digits = 1 } == "1" then return queue "operator" end
  return hang_up()
end)

dialog "log_in" (function(call)
  local wanted = ({ ["*50"] = "ready", ["*51"] = "not-ready", ["*52"] = "offline" })[call.dialled]
  call:say("You are ", wanted, ".")  -- First: whoever is ready is called, and has a hand free by then.
  agents.set(call.agent, wanted, wanted == "not-ready" and "lunch" or nil)
  return hang_up()
end)

dialog "eve" (function(call)
  agents.set("eve", "ready")
  local state, reason = agents.state "ann"
  call:say("Eve is ready, Ann is ", state, ", for ", reason or "no reason", ".")
  return hang_up()
end)

rules "inbound" {
  { "crowded", when = { dialled = "500", queue = { plain = { waiting = at_least(1), ready = 0 } } },
    go = dialog "full" },
  { "two",     when = { dialled = "503" }, go = rules "by_name", priority = 3, needs = { spanish = 1 } },
  { "gold",    when = { dialled = "501" }, go = queue "plain", priority = 10,
    treatment = { promotion = "cards", audio = "hold/piano" } },
  { "spanish", when = { dialled = "502" }, go = queue "billing", needs = { spanish = at_least(1) } },
  { "known",   when = { dialled = { "billing", "repair", "plain", "patient", "operator", "night" } },
    go = rules "by_name" },
  otherwise = queue "plain",
}

rules "by_name" {
  { "both",     when = { dialled = "503" }, go = queue "billing", needs = { repair = at_least(9) } },
  { "billing",  when = { dialled = "billing" }, go = queue "billing" },
  { "repair",   when = { dialled = "repair" }, go = queue "repair" },
  { "patient",  when = { dialled = "patient" }, go = queue "patient" },
  { "operator", when = { dialled = "operator" }, go = queue "operator" },
  { "night",    when = { dialled = "night" }, go = queue "night" },
  otherwise = queue "plain",
}

on.call(function(call)
  if call.dialled == "eve" then return dialog "eve" end
  if call.dialled:match "^%*5" then
    if not call.agent then return reject(403) end
    return dialog "log_in"
  end
  return rules "inbound"
end)
