-- Phones whose audio goes straight to each other while nothing here needs it.

media "direct"
phone "relayed" { password = "relayed", media = "relayed" }

local function key_after(call)
  local key = call:gather { digits = 1, first = "1s" }
  log.info("key: ", key or "none")
end

dialog "pair" (function(call)
  call:connect { "sip:bob@phones.example", timeout = "20s" }
  key_after(call)
end)

dialog "to_relayed" (function(call)
  call:connect { phone "relayed", timeout = "20s" }
  key_after(call)
end)

dialog "announced" (function(call)
  call:after("5s", function(later) later:say { "ten more minutes", barge_in = false } end)
  call:connect { "sip:bob@phones.example", timeout = "20s" }
end)

dialog "parked" (function(call)
  call:after("5s", function(later)
    log.info("held: ", tostring(later:hold()))
    later:tone("busy", "3s")
    log.info("taken up: ", tostring(later:resume()))
  end)
  call:connect { "sip:bob@phones.example", timeout = "20s" }
end)

dialog "taped" (function(call)
  call:after("5s", function(later) later:start_recording() end)
  call:connect { "sip:bob@phones.example", timeout = "20s" }
  local tape = call:stop_recording()
  call:play { tape }
end)

on.call(function(call)
  local places = { ["100"] = dialog "pair", ["200"] = dialog "to_relayed", ["300"] = dialog "announced",
                   ["400"] = dialog "parked", ["500"] = dialog "taped" }
  return places[call.dialled] or reject(404)
end)
