#include "dsl/check/check.h"

#include <string>
#include <vector>

#include "bank_names.h"
#include <gtest/gtest.h>

namespace tipring::dsl {
namespace {

std::string findings_in(const std::vector<SourceFile>& files) {
  std::string all;
  for (const Finding& finding : check_files(files, bank_names()).findings) {
    all += (all.empty() ? "" : "\n") + to_string(finding);
  }
  return all;
}

std::string findings_in(const std::string& source) {
  return findings_in({{"a.lua", source}});
}

struct Case {
  const char* source;
  const char* findings;
};

void expect(const std::vector<Case>& cases) {
  for (const Case& each : cases)
    EXPECT_EQ(findings_in(each.source), each.findings) << each.source;
}

TEST(Check, FindsUnknownGlobalsAlsoInsideFunctions) {
  expect({
      {"prnt(1)", "a.lua:1:1: unknown global 'prnt'; did you mean 'print'?"},
      {"local function f()\n  return quue \"x\"\nend",
       "a.lua:2:10: unknown global 'quue'; did you mean 'queue'?"},
      {"on.call(function(call)\n  local account = 1\n  call:say(acount)\nend)",
       "a.lua:3:12: unknown global 'acount'; did you mean 'account'?"},
      {"return zebra", "a.lua:1:8: unknown global 'zebra'"},
      {"do local inner = 1 end return inner", "a.lua:1:31: unknown global 'inner'"},
      {"repeat local inner = 1 until inner", ""},
      {"for i = 1, 3 do print(i) end for k, v in pairs({}) do print(k, v) end", ""},
      {"local function f(a, ...) return f(a, ...) end return f", ""},
      {"x.y = 1", "a.lua:1:1: unknown global 'x'"},
      {"return { [zebra] = zebra }", "a.lua:1:11: unknown global 'zebra'\na.lua:1:20: unknown global 'zebra'"},
  });
}

TEST(Check, TakesGlobalsOfTheSiteFromTheTopOfAnyFile) {
  EXPECT_EQ(
      findings_in({{"a.lua", "return greeting, greet()"}, {"b.lua", "greeting = 'hi' function greet() end"}}),
      "");
  EXPECT_EQ(findings_in("if print then limit = 3 end return limit"), "");
  EXPECT_EQ(findings_in({{"a.lua", "return greting"}, {"b.lua", "greeting = 'hi'"}}),
            "a.lua:1:8: unknown global 'greting'; did you mean 'greeting'?");
}

TEST(Check, FindsGlobalsAssignedInsideFunctions) {
  expect({
      {"local function f()\n  count = 1\n  return count\nend",
       "a.lua:2:3: the global 'count' is assigned inside a function, but globals are frozen once the site is "
       "loaded; "
       "use a local or a variable of the contact"},
      {"local counter = 0\nreturn function() countr = 1 end",
       "a.lua:2:19: the global 'countr' is assigned inside a function, but globals are frozen once the site is "
       "loaded; "
       "use a local or a variable of the contact; did you mean 'counter'?"},
      {"return function() function helper() end end",
       "a.lua:1:28: the global 'helper' is assigned inside a function, but globals are frozen once the site is "
       "loaded; "
       "use a local or a variable of the contact"},
      {"return function() local x x = 1 end", ""},
  });
}

TEST(Check, FindsLiteralNamesThatDoNotExist) {
  expect({
      {"dialog \"main\" (function(call) return dialog \"mian\" end)",
       "a.lua:1:45: there is no dialog 'mian'; did you mean 'main'?"},
      {"return dialog \"main\"", "a.lua:1:15: there is no dialog 'main'"},
      {"queue \"billing\" { strategy = \"longest\" }\nreturn queue(\"repair\")",
       "a.lua:2:14: there is no queue 'repair'; there is billing"},
      {"on.call(function(call) call:play \"welcom\" end)",
       "a.lua:1:34: there is no sound 'welcom'; did you mean 'welcome'?"},
      {"on.call(function(call) call:play { \"welcome\", \"x\", barge_in = true } end)",
       "a.lua:1:47: there is no sound 'x'; there is goodbye, hold/piano, welcome"},
      {"on.call(function(call) call:gather { play = \"goodby\" } end)",
       "a.lua:1:45: there is no sound 'goodby'; did you mean 'goodbye'?"},
      {"on.call(function(call) call:play(call.caller == 1 and \"welcome\" or \"godbye\") end)",
       "a.lua:1:68: there is no sound 'godbye'; did you mean 'goodbye'?"},
      {"local greeting = \"welcom\"\non.call(function(call) call:play(greeting) end)",
       "a.lua:2:34: there is no sound 'welcom'; did you mean 'welcome'?"},
      {"local h = require \"holidys\"", "a.lua:1:19: there is no module 'holidys'; did you mean 'holidays'?"},
      {"local h = require \"holidays\" return h.anything.at.all()", ""},
      {"skills { \"billing\" } need \"biling\"",
       "a.lua:1:27: there is no skill 'biling'; did you mean 'billing'?"},
      {"local d = dialog d \"x\" (function() end) return d \"y\"",
       "a.lua:1:50: there is no dialog 'y'; there is x"},
      {"local x = dialog \"x\" x(function(call) return dialog \"x\" end)", ""},
  });
}

TEST(Check, KnowsDefinitionsOfOtherFiles) {
  EXPECT_EQ(
      findings_in({{"a.lua", "return dialog \"closed\""}, {"b.lua", "dialog \"closed\" { say = \"no\" }"}}),
      "");
}

TEST(Check, IsSilentWhereNamesAreComputed) {
  expect({
      {"for _, name in ipairs { 'a', 'b' } do dialog(name)(function() end) end return dialog \"a\"", ""},
      {"local function make(d) d \"x\" (function() end) end make(dialog) return dialog \"y\"", ""},
      {"local words = { dialog = dialog } words.dialog \"x\" {} return dialog \"x\"", ""},
      {"local d = dialog d = print return dialog \"x\"", ""},
      {"dialog = print return dialog \"x\"", ""},
      {"return dialog(print())", ""},
      {"variables(print()) on.call(function(call) return call.anything end)", ""},
  });
}

TEST(Check, FindsNamesDefinedTwice) {
  EXPECT_EQ(findings_in({{"a.lua", "\nqueue \"x\" {}"}, {"b.lua", "queue \"x\" {}"}}),
            "b.lua:1:7: the queue 'x' is defined twice; the first is in a.lua:2");
  EXPECT_EQ(findings_in("if print then queue \"x\" {} else queue \"x\" {} end"), "");
}

TEST(Check, FindsUnknownMethodsAndAttributesOfHandlersParameters) {
  expect({
      {"on.call(function(call) call:gathr() end)",
       "a.lua:1:29: a call has no method 'gathr'; did you mean 'gather'?"},
      {"dialog \"x\" (function(c) c:foo() end)", "a.lua:1:27: a call has no method 'foo'"},
      {"on.call(function(call) return call.calller end)",
       "a.lua:1:36: a call has no attribute or variable 'calller'; did you mean 'caller'?"},
      {"on.call(function(call) call.foo = 1 end)",
       "a.lua:1:29: a call has no attribute or variable 'foo'; a variable is declared by variables { foo = ... "
       "}"},
      {"on.call(function(call) return call['calller'] end)",
       "a.lua:1:36: a call has no attribute or variable 'calller'; did you mean 'caller'?"},
      {"on.call(function(call) local c = call c:gathr() end)",
       "a.lua:1:41: a call has no method 'gathr'; did you mean 'gather'?"},
      {"on.call(function(call) spawn(function() pcall(function() call:gathr() end) end) end)",
       "a.lua:1:63: a call has no method 'gathr'; did you mean 'gather'?"},
      {"on.call(function(call) call:after('5s', function(again) again:gathr() end) end)",
       "a.lua:1:63: a call has no method 'gathr'; did you mean 'gather'?"},
      {"local function handler(call) call:gathr() end on.call(handler)",
       "a.lua:1:35: a call has no method 'gathr'; did you mean 'gather'?"},
      {"on.call(function(call) local leg, err = call:connect 'sip:a@b' leg:hangup() print(err.code) end)",
       "a.lua:1:68: a leg has no method 'hangup'; did you mean 'hang_up'?"},
      {"on.call(function(call) print(call:record('x').lenght) end)",
       "a.lua:1:47: a recording has no attribute 'lenght'; did you mean 'length'?"},
      {"local current on.call(function(call) current = call end) return function() current:gathr() end",
       "a.lua:1:84: a call has no method 'gathr'; did you mean 'gather'?"},
  });
}

TEST(Check, IsSilentAboutValuesItDoesNotKnow) {
  expect({
      {"on.call(function(call) call = print() call:anything() end)", ""},
      {"on.call(function(call) local c = call c = print() c:anything() end)", ""},
      {"on.call(function(call) local c = call or print() c:anything() end)", ""},
      {"on.call(function(call, other) other:anything() end)", ""},
      {"on.call(function(call) for _, call in ipairs {} do call:anything() end end)", ""},
      {"on.call(function(call) local a, err = call:gather {} err:anything() a:rep(3) end)", ""},
      {"on.call(function(call) call.customer.anything:at_all() call.customer = customers.by_phone(call.caller) "
       "end)",
       ""},
      {"local function f(call) call:anything() end on.call(f) f(1)", ""},
      {"on.call(function(...) local call = ... call:anything() end)", ""},
      {"function call_me(call) call:anything() end", ""},
      {"local t = { call = 1 } t.call:anything() t.x.y.z = 1", ""},
      {"local a, b, c = print() a:x() b:x() c:x()", ""},
      {"local a a = a a:anything() local b, c b = c c = b b:anything()", ""},
  });
}

TEST(Check, KnowsTheVariablesOfTheSite) {
  EXPECT_EQ(findings_in({{"a.lua", "on.call(function(call) call.account = '1' return call.reason end)"},
                         {"b.lua", "variables { account = text, ['reason'] = text }"}}),
            "");
  EXPECT_EQ(findings_in("variables { account = text }\non.call(function(call) call.acount = '1' end)"),
            "a.lua:2:29: a call has no attribute or variable 'acount'; did you mean 'account'?");
}

TEST(Check, FindsMethodsAndAttributesUsedTheWrongWay) {
  expect({
      {"on.call(function(call) call.answer() end)",
       "a.lua:1:29: 'answer' is a method of a call and is called with a colon: write :answer instead of "
       ".answer"},
      {"on.call(function(call) call.play 'welcome' end)",
       "a.lua:1:29: 'play' is a method of a call and is called with a colon: write :play instead of .play"},
      {"on.call(function(call) call.answer(call) pcall(call.answer, call) end)", ""},
      {"on.call(function(call) print(call:caller()) end)",
       "a.lua:1:35: 'caller' is an attribute of a call, not a method: write .caller and no arguments"},
      {"on.call(function(call) call.id = 1 call.answer = print end)",
       "a.lua:1:29: the attribute 'id' of a call cannot be set\na.lua:1:41: the method 'answer' of a call "
       "cannot be set"},
      {"log:info('x')",
       "a.lua:1:5: 'info' belongs to the library log and is called with a dot: write log.info"},
      {"log.infoo('x')", "a.lua:1:5: the library log has no 'infoo'; did you mean 'info'?"},
      {"log.info = print", "a.lua:1:5: the library log cannot be changed: 'info' cannot be set"},
      {"function string.trim(s) return s end",
       "a.lua:1:17: the library string cannot be changed: 'trim' cannot be set"},
      {"local pack = string.pack or unpack if string.x and not string.y then end return string.z == nil", ""},
      {"return string.pack", "a.lua:1:15: the library string has no 'pack'"},
      {"on.call(function(call) listen { sip = 'udp://a' } end)",
       "a.lua:1:31: listen defines the site while it loads: it belongs at the top of a file, not in a function "
       "that "
       "attends a contact"},
      {"spawn(function() end) return function() spawn(function() end) end",
       "a.lua:1:6: spawn attends a contact: it belongs in a function, not at the top of a file"},
      {"local function setup() listen { sip = 'udp://a' } end setup()", ""},
  });
}

TEST(Check, FindsUnknownOptionsAndWrongLiterals) {
  expect({
      {"on.call(function(call) call:gather { digts = 4 } end)",
       "a.lua:1:38: call:gather has no option 'digts'; did you mean 'digits'?"},
      {"on.call(function(call) call:gather { ['digts'] = 4, unrelated = 1 } end)",
       "a.lua:1:38: call:gather has no option 'digts'; did you mean 'digits'?\n"
       "a.lua:1:53: call:gather has no option 'unrelated'; it has digits, first, ends, play, say"},
      {"on.call(function(call) call:gather { digits = true } end)",
       "a.lua:1:47: call:gather: 'digits' must be a count such as 4 or \"6-12\", not true"},
      {"on.call(function(call) call:gather { digits = 1.5, first = '5 s', say = {} } end)",
       "a.lua:1:47: call:gather: 'digits' must be a count such as 4 or \"6-12\", not the number 1.5\n"
       "a.lua:1:60: call:gather: 'first' must be a duration such as \"5s\", not the text \"5 s\"\n"
       "a.lua:1:73: call:gather: 'say' must be a text, not a table"},
      {"return reject('busy')", "a.lua:1:15: reject: 'code' must be a whole number, not the text \"busy\""},
      {"return reject('404', 404)", ""},
      {"return reject()", "a.lua:1:14: reject needs 'code', a whole number"},
      {"return reject(404, 'x', 1)", "a.lua:1:25: reject takes at most 2 arguments, not 3"},
      {"return reject(print()), reject(print(), print()), reject(404, nil)", ""},
      {"on.call(function(call) call:answer(1) end)", "a.lua:1:36: call:answer takes no arguments, not 1"},
      {"on.call(function(call) call:wait() end)",
       "a.lua:1:29: call:wait needs 'time', a duration such as \"5s\""},
      {"on.call(nil)", ""},
      {"on.call('x')", "a.lua:1:9: on.call: 'handler' must be a function, not the text \"x\""},
      {"on.call(function(call) local options = { digts = 1 } call:gather(options) call:record(options) end)",
       ""},
      {"on.call(function(call) call:record { 'x', max = '5s' } call:record { name = 'x' } call:record { max = "
       "5 } end)",
       "a.lua:1:88: call:record needs 'name', a text"},
      {"on.call(function(call) call:play(call.state == 1 and 5 or 'welcome') end)",
       "a.lua:1:34: call:play: 'clip' must be a sound's name or a clip, not the number 5"},
      {"listen {}", "a.lua:1:8: listen needs 'sip', a text"},
      {"queue 'x' { strategie = 'longest' }",
       "a.lua:1:13: queue has no option 'strategie'; did you mean 'strategy'?"},
      {"print(5LL)",
       "a.lua:1:7: numbers with LL, ULL or i belong to LuaJIT's foreign functions, which scripts cannot use; a "
       "plain "
       "number was expected"},
  });
}

TEST(Check, ReportsOnlySyntaxErrorsWhereAFileDoesNotParse) {
  EXPECT_EQ(findings_in({{"a.lua", "return dialog \"closed\", zebra"}, {"b.lua", "dialog \"closed\" ("}}),
            "b.lua:1:18: a value was expected, not the end of the file");
}

TEST(Check, ListsDefinitionsAndReferences) {
  const CheckedFiles checked = check_files(
      std::vector<SourceFile>{
          {"a.lua",
           "local h = require \"holidays\"\non.call(function(call) call:play 'welcome' return dialog 'x' end)"},
          {"b.lua", "dialog 'x' (function() end)\nvariables { account = text } skills { 'billing' }"}},
      bank_names());
  std::string defined;
  for (const auto& each : checked.definitions) {
    defined += each.noun + " " + each.name + " " + each.file + ":" + std::to_string(each.position.line) + "\n";
  }
  EXPECT_EQ(defined, "dialog x b.lua:1\nvariable account b.lua:2\nskill billing b.lua:2\n");
  std::string referred;
  for (const auto& each : checked.references) {
    referred += each.noun + " " + each.name + " " + each.file + ":" + std::to_string(each.position.line) + "\n";
  }
  EXPECT_EQ(referred, "module holidays a.lua:1\nsound welcome a.lua:2\ndialog x a.lua:2\n");
}

TEST(Check, WithstandsLocalsThatGoInRows) {
  std::string source = "local a0";
  for (int local = 1; local < 150; ++local)
    source += " local a" + std::to_string(local);
  for (int local = 0; local < 149; ++local) {
    source += " a" + std::to_string(local) + " = " + std::string(150, '(') + "a" + std::to_string(local + 1) +
              std::string(150, ')');
  }
  EXPECT_EQ(findings_in(source + " a0:x()"), "");
}

TEST(Check, NamesFindingsForPrograms) {
  const auto findings = check_files(std::vector<SourceFile>{{"a.lua", "prnt(1)"}}, bank_names()).findings;
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(to_string(findings[0].kind), "unknown-global");
  EXPECT_EQ(findings[0].suggestion, "print");
}

}  // namespace
}  // namespace tipring::dsl
