-- Scripts ask web services that speak JSON.

variables { asked = text }

local crm = "https://crm.example"
local acts = {}
on.call(function(call) return acts[call.dialled](call) or hang_up() end)

local function tell(call, response, err)
  if not response then
    call:say(err.code .. (err.retryable and ", later perhaps" or ""))
  elseif not response.ok then
    call:say("status " .. response.status)
  else
    return response.json
  end
end

function acts.desk(call)
  local customer = tell(call, http.get(crm .. "/customers/{number}", {
    path = { number = call.caller },
    query = { fields = { "name", "tier" }, exact = true, most = 1 },
    headers = { ["X-Tenant"] = "bank" },
    token = secret "crm",
    timeout = "2s",
  }))
  if customer then
    call:say("Hello " .. customer.name .. ", " .. (customer.tier or "no tier") .. ", " .. #customer.orders .. " orders")
  end
end

function acts.note(call)
  local response = http.post(crm .. "/notes", {
    json = { caller = call.caller, tags = { "vip", "angry" }, count = 3, share = 0.5, urgent = true, gone = db.null },
    token = "0815",
  })
  call:say("noted at " .. response.headers.location)
  call:say(response.headers["LOCATION"] == response.headers["Location"] and "same field" or "another field")
end

function acts.form(call)
  tell(call, http.post(crm .. "/login", { form = { user = call.caller, pass = "a&b=c" } }))
  tell(call, http.put(crm .. "/text?v=1#top", { body = "plain", query = { v = 2 } }))
  tell(call, http.delete(crm .. "/text"))
end

function acts.broken(call)
  local response = http.get(crm .. "/broken")
  call:say(tostring(response.json) .. " of " .. response.body)
  local _, err = json.decode(response.body)
  call:say(err.code)
end

function acts.mistake(call) call:say(http.get(crm .. "/customers").jsno) end
function acts.gap(call) http.get(crm .. "/{a}/{b}", { path = { a = 1 } }) end
function acts.host(call) http.get("https://{tenant}.example/", { path = { tenant = call.caller } }) end
function acts.nan(call) http.post(crm, { json = { share = 0 / 0 } }) end

function acts.header(call) tell(call, http.get(crm, { headers = { ["X-Caller"] = call.caller .. "\r\nX-Admin: 1" } })) end
function acts.space(call) tell(call, http.get(crm .. "/" .. "a b")) end
function acts.scheme(call) tell(call, http.get("file:///etc/passwd")) end
function acts.userinfo(call) tell(call, http.get("https://crm.example@evil.example/")) end
function acts.length(call) tell(call, http.post(crm, { body = "x", headers = { ["content-length"] = "0" } })) end

function acts.codec(call)
  local text = '{"a":[1,null,3],"b":{"c":null},"big":12345678901234567890,"d":9007199254740993,"e":1.5e3,"s":"\\u00e4"}'
  local value = json.decode(text)
  call:say(type(value.big) .. " " .. value.big .. " " .. value.d .. " " .. value.e .. " " .. value.s)
  call:say(value.a[3] .. " " .. tostring(value.a[2]) .. " " .. tostring(value.b.c))
  call:say(json.encode { z = 1, a = { 1, 2, { x = db.null } }, m = {}, t = 'q"\n' })
  for _, bad in ipairs { "", "{", "[1,]", "{'a':1}", "nul", "1 2", string.rep("[", 65), '"\xff"', "1e999" } do
    local none, err = json.decode(bad)
    if none ~= nil or err.code ~= "bad-json" then call:say("took " .. bad) end
  end
  call:say(json.decode(string.rep("[", 64) .. string.rep("]", 64)) and "deep enough")
end
