-- What a web service says becomes the answer to a call.

listen { sip = env "TIPRING_LISTEN" }

local crm = env "TIPRING_CRM"

on.call(function(call)
  local found, err = http.get(crm .. "/{what}", {
    path = { what = call.dialled }, token = secret "crm", timeout = "1m",
  })
  if not found then
    log.info("err " .. err.code .. ": " .. err.text)
    return reject(486)
  end
  if found.json then log.info("json " .. json.encode(found.json)) end
  return reject(found.ok and 480 or found.status)
end)
