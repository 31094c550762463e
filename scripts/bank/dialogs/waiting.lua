-- What becomes of those whom nobody has served yet.

dialog "leave_message" (function(call)
  call:say "Please leave a message after the tone."
  call:tone "beep"
  call:record { longest = "2m", silence = "5s", ends = "#" }
  call:say "Thank you. We will see to it."
  return hang_up()
end)

dialog "another_time" (function(call)
  local digit = call:gather {
    say = "We are sorry that you have to wait. To leave a message press 1. To keep your place stay on the line.",
    digits = 1, first = "5s",
  }
  if digit == "1" then return dialog "leave_message" end
  return queue "billing"
end)
