-- What callers are asked whose reason nobody knows yet. Where they go then is for the rules to say.

local reasons = { ["1"] = "billing", ["2"] = "repair", ["3"] = "other" }

dialog "main_menu" (function(call)
  local name = call.customer.name
  call:say("Welcome to the bank" .. (name and (", " .. name) or "") .. ".")
  for _ = 1, 3 do
    local digit = call:gather {
      say = "For billing press 1, for repairs press 2, for anything else press 3.", digits = 1, first = "5s",
    }
    if reasons[digit] then
      call.reason = reasons[digit]
      return rules "inbound"
    end
  end
  call.reason = "other"                                  -- who presses nothing speaks with a person
  return rules "inbound"
end)
