-- For plays that fail on purpose.

phone "200" { password = "two" }

on.call(function(call)
  if call.dialled == "error" then
    call:answer()
    error("out of cheese")
  end
  if call.dialled == "busy" then return reject(486) end
  if call.dialled == "loop" then
    call:answer()
    while true do wait(0) end
  end
  call:play "welcome"
  call:hang_up()
end)
