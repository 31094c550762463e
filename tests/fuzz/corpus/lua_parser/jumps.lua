#!/bin/lua
while a do if b then goto continue end local c = not -d ^ 2 do break end ::continue:: end ::x:: do goto x end
function t.u:v(...) local function w() return w, self end return (w()) end --[=[ done ]=]
