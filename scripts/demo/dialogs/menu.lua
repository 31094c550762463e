-- 100: a menu by digits. Three chances, then goodbye.

local function opening_hours(call)
  call.choice = "opening hours"
  call:play "hours"
end

local function a_number(call)
  call.choice = "a number"
  local digits, err = call:gather { play = "enter", digits = "1-6", first = "5s", between = "2s" }
  if digits then
    call:say("You entered ", tonumber(digits), ".")
  else
    log.info("no number: ", err.text)
    call:play "nothing_entered"
  end
end

dialog "menu" (function(call)
  call:ring()
  wait "1s"
  call:answer()
  call:play "welcome"
  for _ = 1, 3 do
    local digit = call:gather { play = "menu", first = "5s" }
    if digit == "1" then
      opening_hours(call)
    elseif digit == "2" then
      a_number(call)
    elseif digit == "3" then
      call.choice = "a colleague"
      return dialog "colleague"
    elseif digit then
      call:play "not_a_choice"
    end
  end
  call:play "goodbye"
end)
