-- Messages of text: a chat that asks, one that answers, and calls that send messages.

phone "100" { password = "one", may_call = { "+1202*" } }
phone "200" { password = "two" }
trunk "carrier" { sip = "sip:carrier.example" }

variables { reason = one_of { "billing", "repair" } }

local function ask(chat)
  local reason, err = chat:ask { "What can we help you with?", choices = { "billing", "repair" }, tries = 2 }
  if reason then
    chat.reason = reason
    chat:send("so it is " .. chat.reason)
  else
    chat:send("no reason: " .. err.code)
  end
end

local function pass_on(chat)
  local to, text = chat.text:match "^(%S+) (.*)$"
  local sent, err = send_message(trunk("carrier", to), text)
  chat:send(sent and "told" or "not told: " .. err.code .. " " .. err.status .. " " .. err.cause)
end

local function converse(chat)
  local text, err = chat.text, nil
  repeat
    chat:send("you wrote " .. text)
    text, err = chat:receive { timeout = "1m" }
  until not text or text == "bye"
  if text then chat:send "goodbye" else log.info("left: ", err.code) end
end

on.message(function(chat)
  log.info(chat.caller, " writes to ", chat.dialled, chat.phone and " as phone " .. chat.phone or "")
  if chat.dialled == "help" then return ask(chat) end
  if chat.dialled == "tell" then return pass_on(chat) end
  if chat.dialled == "broken" then return reject(404) end
  chat:finally(function() log.info("the chat with ", chat.caller, " is over") end)
  converse(chat)
end)

on.call(function(call)
  if call.dialled == "mailbox" then
    messages_waiting { phone "100", new = 2, old = 5 }
    return reject(480)
  end
  if call.dialled:match "^lamp" then
    log.info("lamp: ", select(2, messages_waiting { phone(call.dialled:sub(6)) }).code)
    return reject(480)
  end
  local sent, err = send_message(phone(call.dialled), "call from " .. call.caller)
  log.info("message: ", sent and "sent" or err.code .. " " .. tostring(err.status))
  return reject(480)
end)
