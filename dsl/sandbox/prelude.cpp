#include "dsl/sandbox/prelude.h"

namespace tipring::dsl {

// Lua's own functions are called in tail position wherever they can raise, so that the position in their
// messages is the script's.
const std::string_view prelude_text = R"lua(
local raw, host = ...
local select, type, rawget = raw.select, raw.type, raw.rawget
local sub, concat = host.sub, raw.table.concat
local pass_on, mistake = host.pass_on, host.mistake

-- What a protected call gave. The end of a slice is no error that a script may catch: it goes on.
local function protected(ok, ...)
  if not ok then pass_on() end
  return ok, ...
end

local raw_pcall, raw_xpcall = raw.pcall, raw.xpcall
local function pcall(called, ...)
  return protected(raw_pcall(called, ...))
end
local function xpcall(called, handler, ...)
  return protected(raw_xpcall(called, host.handler(handler), ...))
end

-- No address may show: it would differ from run to run.
local raw_tostring, has_text = raw.tostring, host.has_text
local plain = { ["nil"] = true, boolean = true, number = true, string = true }
local function tostring(...)
  local value = ...
  local kind = type(value)
  if plain[kind] or has_text(value) then return raw_tostring(...) end
  return kind
end

local function print(...)
  local texts = { ... }
  for index = 1, select("#", ...) do
    texts[index] = tostring(texts[index])
  end
  host.print(concat(texts, "\t"))
end

local ordered_keys = host.ordered_keys
local function pairs(...)
  local keys, count, viewed = ordered_keys(...)
  local at = 0
  local function step()
    while at < count do
      at = at + 1
      local key = keys[at]
      local value = rawget(viewed, key)
      if value ~= nil then return key, value end
    end
  end
  return step, (...), nil
end

host.add_displayable(host, tostring)
local displayable, raw_format = host.displayable, raw.string.format
local function format(...)
  return raw_format(displayable(...))
end

-- In Lua, so that the function which gives the replacements may wait.
local match_from, replacement_text = host.match_from, host.replacement_text
local gsub_arguments, gsub_text = host.gsub_arguments, host.gsub_text
local function gsub(...)
  local _, pattern, replacement = ...
  local kind = type(replacement)
  if kind ~= "function" and kind ~= "table" then return gsub_text(...) end
  local subject, most, anchored = gsub_arguments(...)
  local pieces, size, count, at = {}, 0, 0, 0
  local function add(piece)
    size = size + 1
    pieces[size] = piece
  end
  -- True when there is nothing more to replace.
  local function replace(first, last, ...)
    if not first then return true end
    count = count + 1
    local value
    if kind == "function" then value = replacement(...) else value = replacement[(...)] end
    add(sub(subject, at + 1, first))
    add(replacement_text(value, sub(subject, first + 1, last)))
    at = last
    if first == last then
      if at == #subject then return true end
      at = at + 1
      add(sub(subject, at, at))
    end
    return anchored
  end
  while count < most do
    if replace(match_from(subject, pattern, at, kind == "table")) then break end
  end
  add(sub(subject, at + 1))
  return concat(pieces), count
end

-- Functions whose work grows with their arguments count it before they begin.
local function counted(before, called)
  return function(...)
    before(...)
    return called(...)
  end
end

local create, raw_resume, raw_yield = raw.coroutine.create, raw.coroutine.resume, raw.coroutine.yield
local status = raw.coroutine.status
local before_resume, after_resume, before_yield = host.before_resume, host.after_resume, host.before_yield
local error = raw.error

local function resumed(...)
  after_resume()
  return ...
end

local function resume(thread, ...)
  before_resume(thread, "resume")
  return resumed(raw_resume(thread, ...))
end

local function wrapped(ok, ...)
  after_resume()
  if not ok then return error((...), 0) end
  return ...
end

local function wrap(body)
  host.check_function(body, "wrap")
  local thread = create(body)
  return function(...)
    if status(thread) == "dead" then mistake("cannot resume dead coroutine") end
    before_resume(thread, "resume")
    return wrapped(raw_resume(thread, ...))
  end
end

local function yield(...)
  before_yield()
  return raw_yield(...)
end

local function chosen(from, names)
  local library = {}
  for name in names:gmatch("%w+") do
    library[name] = from[name]
  end
  return library
end

local globals = chosen(raw, "assert error getmetatable ipairs rawequal rawget select tonumber type")
globals.next, globals.pairs = host.next, pairs
globals.pcall, globals.xpcall = pcall, xpcall
globals.print, globals.tostring = print, tostring
globals.setmetatable, globals.rawset, globals.unpack = host.setmetatable, host.rawset, host.unpack

globals.string = chosen(raw.string, "byte char len")
globals.string.sub, globals.string.rep = sub, counted(host.before_rep, raw.string.rep)
for _, name in raw.ipairs { "lower", "reverse", "upper" } do
  globals.string[name] = counted(host.before_bytes, raw.string[name])
end
globals.string.find, globals.string.match, globals.string.gmatch = host.find, host.match, host.gmatch
globals.string.gsub, globals.string.format = gsub, format

globals.table = chosen(raw.table, "remove")
globals.table.concat, globals.table.insert = counted(host.before_concat, concat), host.insert
globals.table.sort, globals.table.maxn = host.sort, host.maxn

globals.math = chosen(raw.math, [[abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10
                                  max min modf pi pow rad sin sinh sqrt tan tanh]])
globals.math.random, globals.math.randomseed = host.random, host.randomseed

globals.coroutine = { create = create, resume = resume, running = host.running, status = status, wrap = wrap,
                      yield = yield }
globals.bit = chosen(raw.bit, "arshift band bnot bor bswap bxor lshift rol ror rshift tobit tohex")
return globals
)lua";

}  // namespace tipring::dsl
