-- Who serves, and how waiting feels.

skills { "billing", "repair", "spanish" }

local function seat(name)         -- where somebody is called: `tipring phone --listen udp://127.0.0.1:5071` is all of them
  return env("BANK_" .. name:upper(), "sip:" .. name .. "@127.0.0.1:5071")
end

agent "ann"  { at = seat "ann",  skills = { billing = 8, spanish = 4 } }
agent "bob"  { at = seat "bob",  skills = { billing = 5 } }
agent "carl" { at = seat "carl", skills = { repair = 9, billing = 1 } }
agent "dora" { at = seat "dora", skills = { repair = 3 } }
agent "olga" { at = seat "olga" }

queue "billing" {
  needs    = { billing = at_least(1) },
  strategy = "longest-idle",
  target   = { answer_within = "20s", for_share = 0.80 },
  widen    = {                                        -- rings that open as the wait grows
    { after = "0s",  needs = { billing = at_least(6) } },
    { after = "30s", needs = { billing = at_least(3) } },
    { after = "60s", needs = { billing = at_least(1) } },
  },
  waiting  = { music = "hold/piano", say = { position, estimate }, every = "30s",
               press = { ["9"] = dialog "leave_message" } },
  ring     = { timeout = "15s", on_no_answer = "not-ready" },
  wrap_up  = "20s",
  sticky   = "20s",
  regain   = "5m",
  limit    = { calls = 500, wait = "10m", otherwise = dialog "leave_message" },
  overflow = { after = "5m", go = dialog "another_time", place = "kept" },
}

queue "repair"   { needs = { repair = at_least(1) }, strategy = "best-skill", waiting = { music = "hold/piano" },
                   overflow = { no_agents = true, go = dialog "leave_message" } }
queue "operator" { agents = { "olga", "dora" }, strategy = "round-robin", waiting = { music = "hold/piano" } }
