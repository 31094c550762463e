#!/bin/lua
while a do if b then goto continue end local c = not -d ^ 2 break end ::x:: goto x
function t.u:v(...) local function w() return w, self end return (w()) end --[=[ done ]=]
