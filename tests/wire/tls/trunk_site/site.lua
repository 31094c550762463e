-- A trunk that comes from any address, and is known by its certificate.

listen { sip = env "TIPRING_LISTEN" }
listen { sip = env "TIPRING_TLS", certificate = "site.pem", trust = "authority.pem", clients = "asked" }

trunk "carrier" { sip = "sips:192.0.2.9", certificate = "carrier.example" }

on.call(function(call)
  log.info(call.dialled, " comes by ", call.trunk and "trunk " .. call.trunk or "no trunk")
  return reject(call.trunk and 486 or 403)
end)
