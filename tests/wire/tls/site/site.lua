-- Phones that come over TLS.

listen { sip = env "TIPRING_LISTEN" }
listen { sip = env "TIPRING_TLS", certificate = "site.pem" }

phone "100" { password = "one-hundred" }
phone "200" { password = "two-hundred" }

on.call(function(call)
  call:connect { phone(call.dialled), timeout = "30s" }
end)
