-- The lines of two firms. What is neither's is refused.

listen { sip = env "TIPRING_LISTEN" }
numbers "numbers.csv"

on.call(function() return reject(404) end)
