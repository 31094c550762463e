-- A site whose call records are on a PostgreSQL server.

listen { sip = env "TIPRING_LISTEN" }
records { postgres = env "TIPRING_TEST_RECORDS" }

on.call(function(call) return reject(404) end)
