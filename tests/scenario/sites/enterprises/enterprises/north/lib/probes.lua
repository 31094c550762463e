-- What a firm does to find out whether it is alone.

local probes = {}

probes["+12025550115"] = function(call) call:join { "sales", most = 2 } end

probes["+12025550116"] = function(call)
  local row, err = db.row "select count(*) as rows from only_north"
  call:say(row and "I see the table" or "there is no such table: " .. err.code)
end

probes["+12025550117"] = function(call)
  call.reason = "a secret of the north"
  call:connect(phone "100")
end

probes["+12025550118"] = function(call)
  agents.set("ann", "ready")
  call:say("ann of the north is " .. agents.state "ann")
end

probes["+12025550119"] = function() return queue "desk" end

probes["200"] = function(call) call:connect(phone "200") end

return probes
