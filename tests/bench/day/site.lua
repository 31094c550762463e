-- A site for a working day in virtual time.

on.call(function(call)
  call:answer()
  call:say "Welcome."
  call:gather { say = "Press a digit.", first = "5s" }
  wait "1m"
  return hang_up()
end)
