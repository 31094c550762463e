v { w = 1, ["u"] = 2 }
local a = l.m("x", function(c) c:m { "y", n = 1 } return c.v end)
d "x" (function(c) c.w = d "z"; local e = c or nil; e:q(); l.q() end)
for _, n in f() do d(n)(function(...) return ... end) end
repeat local z = "\x41\u{20ac}\z  \065" goto on; z = #z .. [==[ ]] ]==] ::on:: until 0x1p4 == 1LL
