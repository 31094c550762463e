-- The version that a call began with is that of every rule, module and function it meets, else it is refused by 500.

listen { sip = env "TIPRING_LISTEN" }

variables { began = text }

local version = "VERSION"

rules "last" {
  { "the same", when = { began = "VERSION" }, go = reject(486) },
  otherwise = reject(500),
}

dialog "second" (function(call)
  wait "300ms"
  if version ~= call.began or require("constants").version ~= call.began then return reject(500) end
  return rules "last"
end)

on.call(function(call)
  call.began = version
  wait "300ms"
  return dialog "second"
end)
