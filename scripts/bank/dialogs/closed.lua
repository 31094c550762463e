dialog "closed" (function(call)
  call:say "We are closed. Please call again between eight in the morning and eight in the evening."
  return hang_up()
end)
