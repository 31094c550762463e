local greeting = require "greeting"

local function says(text)
  return function(call)
    call:say(text .. " " .. greeting.name .. ".")
    return hang_up()
  end
end

dialog "menu" (function(call)
  call:play "welcome"
  return hang_up()
end)
dialog "closed" (says "Nobody is in at")
dialog "friend" (says "Hello, friend of")
dialog "nowhere" (says "You are lost at")
dialog "gold" (function(call)
  call:say("Welcome, " .. call.customer.name .. ", to " .. greeting.name .. ".")
  return hang_up()
end)
