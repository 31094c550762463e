-- What scripts ask of web services, and what becomes of it.

local function hears(t, from, to, ...)
  local call = t:call { from = from, to = to }
  for _, text in ipairs { ... } do call:hears(text) end
  call:is_released()
end

scenario("what a service knows of a caller", function(t)
  t:web("GET https://crm.example/customers/alice", {
    json = { name = "Alice", tier = "gold", orders = { { id = 1 }, { id = 2 } } }, after = "100ms",
  })
  hears(t, "alice", "desk", "hello alice, gold, 2 orders")
  t:expect_request("GET https://crm.example/customers/alice?exact=true&fields=name&fields=tier&most=1",
    { headers = { ["x-tenant"] = "bank", accept = "application/json, */*;q=0.5" }, token = "crm" })
end)

scenario("a status is an answer", function(t)
  t:web("GET https://crm.example/customers/bob", { status = 404, json = { error = "unknown" } })
  hears(t, "bob", "desk", "status 404")
  t:web("GET https://crm.example/customers/bob", { status = 503 })
  hears(t, "bob", "desk", "status 503")
end)

scenario("a service that is not there, slow, or fails", function(t)
  hears(t, "carol", "desk", "unreachable, later perhaps")
  t:web("GET https://crm.example/customers/carol", { json = {}, after = "10s" })
  local call = t:call { from = "carol", to = "desk" }
  call:hears_nothing "1900ms"
  call:hears "timed-out, later perhaps"
  call:is_released()
  t:web("GET https://crm.example/customers/carol", { fails = "circuit-open" })
  hears(t, "carol", "desk", "circuit-open, later perhaps")
end)

scenario("what a caller sends is never more than a part of the path", function(t)
  t:web("GET https://crm.example/customers/..%2F..%2Fadmin%3Fa%3D1%23", { json = { name = "Mallory", orders = {} } })
  hears(t, "../../admin?a=1#", "desk", "hello mallory, no tier, 0 orders")
  hears(t, "..", "desk", "refused")
end)

scenario("a caller who hangs up is waited for no longer", function(t)
  t:web("GET https://crm.example/customers/dave", { json = {}, after = "1s" })
  local call = t:call { from = "dave", to = "desk" }
  t:expect_request "GET https://crm.example/customers/dave"
  call:hangs_up()
end)

scenario("json is written the same each time", function(t)
  t:web("POST https://crm.example/notes", { status = 201, headers = { Location = "/notes/7" } })
  hears(t, "alice", "note", "noted at /notes/7", "same field")
  t:expect_request("POST https://crm.example/notes", {
    body = '{"caller":"alice","count":3,"gone":null,"share":0.5,"tags":["vip","angry"],"urgent":true}',
    headers = { ["content-type"] = "application/json" }, token = "0815",
  })
end)

scenario("forms, texts and other methods", function(t)
  hears(t, "o'hara & co", "form", "unreachable", "unreachable", "unreachable")
  t:expect_request("POST https://crm.example/login", { body = "pass=a%26b%3Dc&user=o%27hara%20%26%20co" })
  t:expect_request("PUT https://crm.example/text?v=1&v=2", { body = "plain" })
  t:expect_request("DELETE https://crm.example/text", { body = "" })
end)

scenario("a body that says to be json and is none", function(t)
  t:web("GET https://crm.example/broken", { body = "oops", headers = { ["Content-Type"] = "application/json" } })
  hears(t, "alice", "broken", "nil of oops", "bad-json")
end)

scenario("mistakes are told", function(t)
  t:web("GET https://crm.example/customers", { json = {} })
  t:call { from = "alice", to = "mistake" }
  t:expect_error "a response has no 'jsno'; did you mean 'json'?"
  t:call { from = "alice", to = "gap" }
  t:expect_error "the URL has {b}, and path has only a for it"
  t:call { from = "alice", to = "host" }
  t:expect_error "only behind it"
  t:call { from = "alice", to = "nan" }
  t:expect_error "a number that is none, or infinite, has no JSON"
end)

scenario("what cannot be sent is refused", function(t)
  for _, to in ipairs { "header", "space", "scheme", "userinfo", "length" } do hears(t, "alice", to, "refused") end
end)

scenario("json both ways", function(t)
  hears(t, "alice", "codec", "string 12345678901234567890 9007199254740993 1500 ä", "3 nil nil",
    '{"a":[1,2,{"x":null}],"m":{},"t":"q\\"\\u000a","z":1}', "deep enough")
end)
