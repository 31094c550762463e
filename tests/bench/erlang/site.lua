-- A queue as the theory of queues has it: for `tipring simulate`, whose figures are compared with Erlang's formulas. Agents
-- have nothing to do after a call, and callers hear nothing while they wait.

phone "100" { password = "secret of 100" }

agent "ann" { at = phone "100" }

queue "desk" { target = { answer_within = "20s" } }

on.call(function()
  return queue "desk"
end)
