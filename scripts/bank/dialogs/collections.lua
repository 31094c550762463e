-- Somebody owes the bank something and calls about billing.

dialog "collections" (function(call)
  local digits = call:gather { say = "Please enter your account number, then pound.", digits = "4-12", ends = "#" }
  local account, err
  if digits then
    call.account = digits
    account, err = db.row("select balance_due, due_on from account where number = ?", digits)
  end
  if account then
    call:say("You owe ", account.balance_due, " dollars, due on " .. account.due_on .. ".")
  elseif err and err.retryable then
    call:say "We cannot look that up just now."          -- the database is away; a person will help
  else
    call:say "We do not know that account."
  end
  return hang_up()
end)

-- Who the bank wants to call back rather than talk to now.
dialog "appointment" (function(call)
  call:say "Your adviser will call you. Goodbye."
  return hang_up()
end)
