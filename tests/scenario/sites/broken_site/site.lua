on.call(function(call) call:anser() end)
