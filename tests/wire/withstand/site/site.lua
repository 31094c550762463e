-- Mistakes of every kind, and a call that must not notice them.

listen { sip = env "TIPRING_LISTEN" }

dialog "steady" (function(call)
  call:tone("dial", "1m")
end)

dialog "loop" (function()
  while true do end
end)

dialog "loop in pcall" (function()
  while true do pcall(function() while true do end end) end
end)

dialog "loop in sort" (function()
  table.sort({ 3, 1, 2 }, function() while true do end end)
end)

dialog "loop in coroutine" (function()
  coroutine.wrap(function() while true do end end)()
end)

dialog "memory" (function()
  local bomb = "x"
  while true do bomb = bomb .. bomb end
end)

dialog "pattern" (function()
  local found = string.find(("a"):rep(100000), (".-"):rep(30) .. "b")
  log.info(found)
end)

dialog "mistake" (function(call)
  local nothing = call.headers["X-None"]
  log.info(nothing.field)
end)

dialog "no such sound" (function(call)
  local names = { "promtp" }
  call:play(names[1])
end)

dialog "removed sound" (function(call)
  call:play "removed"
end)

local dialogs = {
  steady = dialog "steady",
  loop = dialog "loop",
  pcall = dialog "loop in pcall",
  sort = dialog "loop in sort",
  coroutine = dialog "loop in coroutine",
  memory = dialog "memory",
  pattern = dialog "pattern",
  mistake = dialog "mistake",
  typo = dialog "no such sound",
  removed = dialog "removed sound",
}

on.call(function(call)
  return dialogs[call.dialled] or reject(404)
end)

defence { trust = { "192.0.2.0/24" }, failures = 5 }
