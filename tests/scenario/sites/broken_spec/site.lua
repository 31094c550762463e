on.call(function(call) call:answer() end)
