-- As many phones as are to register, each with its number as its password.

listen { sip = env "TIPRING_LISTEN" }

for number = 1, tonumber(env "TIPRING_PHONES") do
  phone(tostring(number)) { password = tostring(number) }
end

on.call(function()
  return reject(404)
end)
