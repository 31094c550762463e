#include "lua_sources.h"

namespace tipring::dsl {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int round = 0; round < times; ++round)
    all += text;
  return all;
}

std::vector<std::string> lexical_sources() {
  return {
      "",
      " \t\v\f\r\n",
      "#!/usr/bin/tipring\nreturn 1",
      "# only a first line",
      "\xef\xbb\xbf# with a mark\nreturn 1",
      "\xef\xbb\xbfreturn 1",
      "\xef\xbbreturn 1",
      " # not first",
      "\x1bLJ",
      "-- comment",
      "--[[ long\ncomment ]] return 1",
      "--[==[ ]] ]=] ]==] return 1",
      "--[==[ never closed ]=]",
      "--[= short after all\nreturn 1",
      "--[==\nreturn 1",
      "return [[\r\nlong]], [=[a]]b]=], [==[]=]==]",
      "return [=[a]=",
      "return [=x",
      "return [==",
      "return a[b[c]]",
      "return a[ [[key]] ]",
      "return a[[[key]]]",
      R"(return "\a\b\f\n\r\t\v\\\"\'", '\0\01\001\255')",
      R"(return "\256")",
      R"(return "\x41\x7f\xFF")",
      R"(return "\x4")",
      R"(return "\xg1")",
      R"(return "\u{41}\u{7ff}\u{ffff}\u{10ffff}\u{0}\u{000041}")",
      R"(return "\u{110000}")",
      R"(return "\u{d800}")",
      R"(return "\u{dfff}", "\u{e000}")",
      R"(return "\u{}")",
      R"(return "\u{41")",
      R"(return "\u41")",
      "return \"a\\z  \n\t b\"",
      "return \"a\\\nb\\\r\nc\"",
      R"(return "\q")",
      "return \"unfinished",
      "return 'unfinished\n'",
      "return \"\\",
      "return \"\\z",
      "return 'a\"b', \"a'b\"",
      "return 3, 3., .3, 3.1, 0x1p4, 0X1.8P-3, 0x.8, 0x8., 1e3, 1E+3, 1e-3, .5e2, 5.e2, 00, 007, 0e0",
      "return 0b101, 0B0, 0b1i, 0b11LL",
      "return 1LL, 1ull, 1LLU, 0x7fLL, 0xffffffffffffffffULL, 18446744073709551615ULL, 2i, 2.5I, 0x1i, 1e2i",
      "return 18446744073709551616ULL",
      "return 0x10000000000000000LL",
      "return 0b2",
      "return 0b",
      "return 0x",
      "return 0x.",
      "return 0xg",
      "return 0b1.0",
      "return 1e",
      "return 1e+",
      "return 0x1p",
      "return 1..2",
      "return 1.2.3",
      "return 1 .. 2",
      "return 3x",
      "return 3_000",
      "return 1L",
      "return 1U",
      "return 1.5LL",
      "return 1e2LL",
      "return 1LLL",
      "return 1ULLU",
      "return 1e1048575, 1e-1048575",
      "return 1e1048576",
      "return 0xe+1, 0xep1, 3e+1 - 2",
      "return .",
      "return ...",
      "return ....",
      "return a.. b",
      "return a . b",
      "x = 1 ~ 2",
      "x = 1 != 2",
      "x = 1 // 2",
      "x = 1 & 2",
      "x = a ~= b",
      "x = $",
      "x = @y",
      "x = `y`",
      std::string("x = \"a\0b\"", 9),
      std::string("x = \0 1", 7),
      "gr\xc3\xb6\xc3\x9f\x65 = 1 local \xe4\xbd\xa0 = 2",
      "x = a\xff",
  };
}

std::vector<std::string> statement_sources() {
  return {
      "return",
      "return;",
      "return 1, 2, 3;",
      "return 1 return 2",
      "return 1;;",
      ";",
      "a = 1; b = 2; c = 3",
      "a = 1;; b = 2",
      "a, b.c, d[1], e().f = 1, 2",
      "a, = 1",
      "a = ",
      "a =",
      "a",
      "a.b",
      "a b",
      "a + 1",
      "1 = a",
      "(a) = 1",
      "(a).b = 1",
      "(a)[1], (f()).x = 1, 2",
      "f() = 1",
      "f().x = 1",
      "f",
      "f()",
      "f{}",
      "f''",
      "f[[]]",
      "a.b.c:d 'x' {1} (2)[3]:e()",
      "a:b",
      "a:b.c()",
      "a.b:c().d:e()",
      "a:1()",
      "a.1 = 2",
      "a['b']()",
      "a[1]{}",
      "a[]()",
      "(f)()",
      "(f())",
      "(function() end)()",
      "function() end",
      "('x'):rep(3)",
      "'x':rep(3)",
      "{}.x = 1",
      "({}).x = 1",
      "f\n()",
      "f\n{}",
      "f\n'x'",
      "f(\n)",
      "a = f\n(g)()",
      "a = f\n;(g)()",
      "x = {f\n(1)}",
      "x = {f\n{1}}",
      "a:b\n()",
      "goto\n(1)",
      "f [[\n]] (1)",
      "f [[\n]]\n(1)",
      "f(1,)",
      "f(,1)",
      "f(1 2)",
      "f(1",
      "f(...)",
      "f((...))",
      "f{1,2,;}",
      "do end",
      "do local a end a = 1",
      "do",
      "end",
      "do end end",
      "while true do end",
      "while true do break end",
      "while do end",
      "while true end",
      "while true do",
      "while f() do local x = 1 if x then break end end",
      "repeat until true",
      "repeat local x until x",
      "repeat break until true",
      "repeat",
      "repeat until",
      "if a then end",
      "if a then elseif b then else end",
      "if a then else elseif b then end",
      "if a then",
      "if a end",
      "if then end",
      "if a then else",
      "if (a) then end",
      "if a then return end b()",
      "if a then return 1 b() end",
      "for i = 1, 2 do end",
      "for i = 1, 2, 3 do end",
      "for i = 1 do end",
      "for i = 1, 2, 3, 4 do end",
      "for a, b, c in f() do end",
      "for a in b, c, d, e do end",
      "for a.b in c do end",
      "for a, b = 1, 2 do end",
      "for in x do end",
      "for i in do end",
      "for i = 1, 2 do break end",
      "for i do end",
      "for goto = 1, 2 do end",
      "break",
      "do break end",
      "while a do local function f() break end end",
      "while a do break b() end",
      "while a do break; end",
      "while a do do break end b() end",
      "function f() end",
      "function a.b.c() end",
      "function a.b:c() end",
      "function a:b:c() end",
      "function a:b.c() end",
      "function f(a, b, ...) end",
      "function f(...) return ... end",
      "function f(..., a) end",
      "function f(a,) end",
      "function f(a b) end",
      "function f(1) end",
      "function f() return ... end",
      "function f end",
      "function f(",
      "function f(a, a, a) return a end",
      "function 1() end",
      "function f[1]() end",
      "function (f)() end",
      "local function f() return f end",
      "local function a.b() end",
      "local function f",
      "local f = function() end",
      "local a",
      "local a, b = 1",
      "local a = a",
      "local a,",
      "local a.b",
      "local 1",
      "local",
      "local a = ",
      "local a <const> = 1",
      "local function f() end local function f() end",
      "function f() return 1, 2 end return (f()), f()",
      "return function(...) local a, b = ... return select('#', ...) end",
      "return not a == b, -a ^ 2, 2 ^ -3, not not a, - - a, -#a, #-a",
      "return a or b and c == d .. e + f * g ^ h",
      "return a < b < c, (a < b) == c, 1 + 2 .. 3",
      "return a and",
      "return or b",
      "return not",
      "return #",
      "return -",
      "return a b",
      "return (a",
      "return a)",
      "return ()",
      "return (a, b)",
      "return {}, {1}, {1,}, {1;2}, {a=1}, {['a']=1, [1]=2; 3, f(), ...}",
      "return {,}",
      "return {1,,2}",
      "return {a=}",
      "return {[1]}",
      "return {[a=1}",
      "return {[1]=}",
      "return {1 2}",
      "return {a.b=1}",
      "return {f 'x'}",
      "return {1",
      "return {goto = 1, end = 2}",
      "return {nil, true, false, [nil] = 1, [0/0] = 2}",
      "return {function() end, a = function() return ... end}",
      "return a.end",
      "return a.goto",
      "local goto = 1 return goto",
      "goto = 1",
      "goto 'x'",
      "goto {}",
      "goto()",
      "goto goto",
      "a:goto()",
      "function goto() end",
      "function a.goto() end",
      "and = 1",
      "nil = 1",
      "true = 1",
      "x = nil = 1",
      "x = then",
  };
}

std::vector<std::string> jump_sources() {
  return {
      "goto a ::a::",
      "::a:: goto a",
      "goto a",
      "goto a do ::a:: end",
      "do goto a end ::a::",
      "do goto a end local x ::a::",
      "do goto a end local x ::a:: f()",
      "goto a local x ::a:: f(x)",
      "goto a local x ::a:: ::b::",
      "goto a local x ::a:: ;",
      "goto a local x ::a:: ::b:: f()",
      "::a:: ::a::",
      "::a:: do ::a:: end",
      "do ::a:: end ::a::",
      "do ::a:: end goto a",
      "::a:: do goto a end",
      "while x do if y then goto continue end local z = 1 ::continue:: end",
      "while x do if y then goto continue end local z = 1 ::continue:: f() end",
      "repeat if y then goto continue end local z = 1 ::continue:: until z",
      "repeat if y then goto continue end local z = 1 ::continue:: until x",
      "repeat goto continue ::continue:: until x",
      "for i = 1, 2 do goto continue ::continue:: end",
      "for i = 1, 2 do for j = 1, 2 do goto done end end ::done::",
      "function f() goto a end ::a::",
      "::a:: function f() goto a end",
      "::a:: local function f() return function() goto a end end",
      "function f() goto a ::a:: end goto a ::a::",
      "local x ::a:: local y goto a",
      "local x ::a:: local y = function() return y end goto a",
      "goto 1",
      "goto",
      "::a",
      "::a:",
      ":: ::",
      "::1::",
      "::goto::",
      "::end::",
      "goto break",
      "::break::",
      "if a then goto b end ::b:: if c then goto b end",
      "if a then goto b else ::b:: end",
      "goto a; goto a; ::a:: goto a",
      "do goto a; local x; ::a:: end",
      "do goto a; local x; ::a:: x() end",
      "do local x; goto a; local y; do ::a:: end end",
      "local a goto f local b ::e:: goto g ::f:: local c goto e ::g::",
  };
}

// LuaJIT's limits, from both sides.
std::vector<std::string> limit_sources() {
  std::vector<std::string> sources;
  for (const int depth : {10, 60, 90, 150, 196, 197, 198, 199, 200, 201, 5000}) {
    sources.push_back("x = " + repeated("(", depth) + "1" + repeated(")", depth));
    sources.push_back("x = " + repeated("{", depth) + repeated("}", depth));
    sources.push_back("x = " + repeated("- ", depth) + "1");
    sources.push_back("x = 1" + repeated(" .. 1", depth));
    sources.push_back("x = 2" + repeated("^2", depth));
    sources.push_back(repeated("do ", depth) + repeated("end ", depth));
    sources.push_back(repeated("while a do ", depth) + repeated("end ", depth));
    sources.push_back(repeated("if a then ", depth) + repeated("end ", depth));
    sources.push_back(repeated("f(function() ", depth) + repeated("end) ", depth));
    sources.push_back(repeated("::a", 1) + "::" + [depth] {
      std::string labels;
      for (int label = 0; label < depth; ++label)
        labels += "::b" + std::to_string(label) + "::";
      return labels;
    }());
    std::string names = "a";
    for (int name = 1; name < depth; ++name)
      names += ", a" + std::to_string(name);
    sources.push_back("local " + names);
    sources.push_back("local function f(" + names + ") end");
    sources.push_back("for i = 1, 2 do local " + names + " end");
    sources.push_back("for i in x do local " + names + " end");
    sources.push_back("for " + names + " in x do end");
    sources.push_back(names + " = 1");
  }
  for (const int upvalues : {59, 60, 61}) {
    std::string declared;
    std::string used;
    for (int name = 0; name < upvalues; ++name) {
      declared += "local a" + std::to_string(name) + " ";
      used += "a" + std::to_string(name) + " = 1 ";
    }
    sources.push_back(declared + "function f() " + used + used + "end");
    sources.push_back(declared + "function f() return function() " + used + "end end");
  }
  for (const int count : {65475, 65476, 65477}) {
    sources.push_back(repeated("do local a end ", count));
    sources.push_back(repeated("do local a end ", count - 1) + "do local function f() local a, b end end");
  }
  for (const int count : {16368, 16369, 16370})
    sources.push_back(repeated("for a in b do end ", count));
  sources.push_back("x = 1" + repeated(" + 1", 20000));
  sources.push_back("x = a" + repeated(" or a", 5000));
  sources.push_back("f" + repeated("()", 20000));
  sources.push_back("x = a" + repeated(".b", 20000));
  sources.push_back("if a then " + repeated("elseif b then ", 3000) + "end");
  sources.push_back("x = {" + repeated("1, ", 20000) + "}");
  return sources;
}

std::vector<std::string> program_sources() {
  return {
      R"lua(
-- A site in small: the shapes scripts have most.
listen { sip = "udp://127.0.0.1:5060" }
local attempts, menu = 3, { ["1"] = "billing", ["2"] = 'repair'; ["0"] = [[operator]] }

on.call(function(call)
  call:answer()
  call:finally(function(reason) log.info("over: ", reason or "no reason") end)
  for attempt = 1, attempts do
    local digits, err = call:gather { say = "Press one.", digits = 1, first = "5s", ends = "#" }
    if not digits then
      if err.code == "hung-up" then return end
      goto continue
    end
    if menu[digits] then return queue(menu[digits]) end
    call:say("Sorry, ", digits, " is no choice.")
    ::continue::
  end
  return hang_up()
end)

dialog "closed" (function(call)
  local tries = 0
  repeat
    tries = tries + 1
    local heard = call:play "closed"
  until heard or tries >= 3
  while call.state == "talking" do call:wait "1s" end
  return call:record { name = "message", max = "2m", beep = not call.quiet, } and nil
end)
)lua",
      R"lua(
local Account = {}
Account.__index = Account
function Account.new(balance, ...) return setmetatable({ balance = balance or 0, extra = { ... } }, Account) end
function Account:deposit(amount) self.balance = self.balance + amount; return self end
function Account.tools.round(value) return (value * 100 + 0.5 - (value * 100 + 0.5) % 1) / 100 end
local account = Account.new(100, "a", nil, 0x10, 1e-3)
account:deposit(5):deposit(7).extra[1] = #account.extra ^ 2 ^ 0.5
local function fold(list, step, ...)
  local sum = ...
  for index, value in ipairs(list) do sum = step(sum, value, index) end
  return sum, select("#", ...)
end
local total, count = fold({ 1, 2, 3, [10] = 4 }, function(a, b) return a + b * -1 end, 0)
local text = "total " .. total .. ", " .. (count > 1 and "many" or count == 1 and "one" or "none") .. "\n"
print(text, not total == nil, total ~= count, total <= 3 and count >= 4 or total < 1)
do local i = 0; while true do i = i + 1; if i % 2 == 0 then break end end end
for i = 10, 1, -1 do local x = i; if x == 5 then break end end
for k, v in next, account do account[k], account[v] = v, k end
return function(...) return ... end, { account, (account), account.balance; account:deposit(1) }
)lua",
  };
}

}  // namespace

std::vector<std::string> lua_sources() {
  std::vector<std::string> all;
  for (const auto& part :
       {lexical_sources(), statement_sources(), jump_sources(), limit_sources(), program_sources()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace tipring::dsl
