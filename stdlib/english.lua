-- Numbers in English words, as `call:say` speaks them.

local english = {}

local small = {
  "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
  "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
}
local tens = { "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety" }
local powers = { { 1e12, "trillion" }, { 1e9, "billion" }, { 1e6, "million" }, { 1e3, "thousand" } }
local largest = 1e15

-- 1 to 99: "forty-two".
local function below_hundred(number)
  if number < 20 then return small[number] end
  local unit = number % 10
  local word = tens[(number - unit) / 10]
  return unit == 0 and word or word .. "-" .. small[unit]
end

-- 1 to 999: "three hundred and seven".
local function below_thousand(number)
  local rest = number % 100
  local hundreds = (number - rest) / 100
  if hundreds == 0 then return below_hundred(rest) end
  local words = small[hundreds] .. " hundred"
  return rest == 0 and words or words .. " and " .. below_hundred(rest)
end

local function whole(number)
  if number == 0 then return "zero" end
  local words = {}
  for _, power in ipairs(powers) do
    local count = math.floor(number / power[1])
    number = number - count * power[1]
    if count > 0 then words[#words + 1] = below_thousand(count) .. " " .. power[2] end
  end
  if number > 0 then
    local joined = number < 100 and #words > 0 and "and " or ""
    words[#words + 1] = joined .. below_thousand(number)
  end
  return table.concat(words, " ")
end

-- Digits behind the point, one by one: "two five".
local function fraction(digits)
  local words = {}
  for digit in digits:gmatch("%d") do words[#words + 1] = digit == "0" and "zero" or small[tonumber(digit)] end
  return table.concat(words, " ")
end

--- A number in words: 1042.5 is "one thousand and forty-two point five". Numbers of a thousand trillion and more, and
--- those that are none, come as tostring shows them.
function english.number(number)
  if number ~= number or math.abs(number) >= largest then return tostring(number) end
  local sign = number < 0 and "minus " or ""
  local text = ("%.6f"):format(math.abs(number)):gsub("0+$", "")
  local before, behind = text:match("^(%d+)%.(%d*)$")
  local words = sign .. whole(tonumber(before))
  return behind == "" and words or words .. " point " .. fraction(behind)
end

return english
