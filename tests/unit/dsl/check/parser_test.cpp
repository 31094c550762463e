#include "dsl/check/parser.h"

#include <string>

#include <gtest/gtest.h>

namespace tipring::dsl {
namespace {

std::string error_of(const std::string& source) {
  const auto outcome = parse("a.lua", source);
  const auto* finding = std::get_if<Finding>(&outcome);
  return finding == nullptr ? "no error" : to_string(*finding);
}

struct Case {
  const char* source;
  const char* error;
};

TEST(Parser, SaysWhereAndWhatWasExpected) {
  const Case cases[] = {
      {"x = ", "a.lua:1:5: a value was expected, not the end of the file"},
      {"f(1,\n  )", "a.lua:2:3: a value was expected, not ')'"},
      {"if a the b() end", "a.lua:1:6: 'then' was expected, not 'the'; did you mean 'then'?"},
      {"if a then\n  b()\n", "a.lua:3:1: 'end' was expected, not the end of the file, to close 'if' of line 1"},
      {"on.call(function(call)\n  call:answer()\nend\n",
       "a.lua:4:1: ')' was expected, not the end of the file, to close '(' of line 1"},
      {"fucntion f() end",
       "a.lua:1:10: '=' or a call's arguments were expected, not 'f'; did you mean 'function'?"},
      {"a.b", "a.lua:1:4: '=' or a call's arguments were expected, not the end of the file"},
      {"f() = 1", "a.lua:1:5: a statement was expected, not '='"},
      {"(f()) = 1", "a.lua:1:1: only a variable or a field can be assigned to"},
      {"x = {1 2}", "a.lua:1:8: '}' was expected, not the number 2"},
      {"x = 3x", "a.lua:1:5: malformed number: 3x"},
      {"x = 'abc\n", "a.lua:1:5: unfinished text: a closing ' was expected before the end of the line"},
      {"x = [[abc\n", "a.lua:1:5: unfinished long text: ']]' was expected before the end of the file"},
      {"\n--[==[ abc", "a.lua:2:1: unfinished long comment: ']==]' was expected before the end of the file"},
      {"break", "a.lua:1:1: 'break' stands outside of a loop"},
      {"\n goto out", "a.lua:2:2: goto 'out': no label of this name is visible here"},
      {"goto out local x ::out:: f(x)", "a.lua:1:1: goto 'out' jumps into the scope of the local 'x'"},
      {"::a::\n::a::", "a.lua:2:1: the label 'a' stands in this block already, in line 1"},
      {"function f() return ... end",
       "a.lua:1:21: '...' stands in a function that does not end its parameters with '...'"},
      {"a = b\n(c)()",
       "a.lua:2:1: '(' begins a line: is it the arguments of a call that begins in the line before, or a new "
       "statement? Put it behind the function's name, or a ';' before it"},
      {"x = a != b", "a.lua:1:7: a statement was expected, not '!'; Lua writes '~=' for 'is not'"},
      {"\x1bLJ", "a.lua:1:1: this is compiled Lua; a text was expected"},
      {"end", "a.lua:1:1: a statement or the end of the file was expected, not 'end'"},
      {"for i do end", "a.lua:1:7: '=' or 'in' was expected, not 'do'"},
      {"x = \"a\\q\"",
       "a.lua:1:7: invalid escape in a text: \\a \\b \\f \\n \\r \\t \\v \\\\ \\\" \\' \\z, \\ddd up to 255, "
       "\\xXX or "
       "\\u{XXX} were expected"},
  };
  for (const Case& expected : cases)
    EXPECT_EQ(error_of(expected.source), expected.error) << expected.source;
}

TEST(Parser, EndsHostileNestingWithAnError) {
  for (const char* piece : {"(", "{", "x = {", "- ", "not ", "f(function() ", "do ", "if a then ", "a = a^",
                            "[", "::a::", "x = [[", "function f() ", "a[", "a.b:c(", "repeat ", "1 .. "}) {
    std::string source = "x = 1 ";
    for (int depth = 0; depth < 200000; ++depth)
      source += piece;
    EXPECT_NE(error_of(source), "no error") << piece;
  }
}

TEST(Parser, TakesLongChainsWithoutDeepRecursion) {
  for (const char* link : {" + 1", " or a", "()", ".b", "[1]", "{}", " == a"}) {
    std::string source = "x = a";
    for (int length = 0; length < 100000; ++length)
      source += link;
    EXPECT_EQ(error_of(source), "no error") << link;
  }
}

TEST(Parser, ResolvesNamesToTheLocalInScope) {
  auto outcome = parse("a.lua", "local x = x\nlocal function f(y) return x, y, z end\ndo local x x = 1 end");
  ASSERT_TRUE(std::holds_alternative<Chunk>(outcome));
  const Chunk& chunk = std::get<Chunk>(outcome);
  const auto& statements = chunk.main->block.statements;
  ASSERT_EQ(statements.size(), 3U);
  const auto& first = std::get<LocalStatement>(statements[0].node);
  EXPECT_EQ(as<Name>(first.values[0])->local, nullptr);
  const auto& function = std::get<LocalFunction>(statements[1].node);
  const FunctionBody* body = as<FunctionLiteral>(function.function)->body;
  const auto& returned = std::get<Return>(body->block.statements[0].node);
  EXPECT_EQ(as<Name>(returned.values[0])->local, first.names[0]);
  EXPECT_EQ(as<Name>(returned.values[1])->local, body->parameters[0]);
  EXPECT_EQ(as<Name>(returned.values[2])->local, nullptr);
  const auto& block = std::get<Do>(statements[2].node).block;
  const auto& assignment = std::get<Assignment>(block.statements[1].node);
  EXPECT_NE(as<Name>(assignment.targets[0])->local, first.names[0]);
}

TEST(Parser, ReadsTheValuesOfTexts) {
  auto outcome = parse("a.lua", "return \"a\\65\\x42\\u{20ac}\\z  \n  c\\\n\", [==[\n]]]==]");
  ASSERT_TRUE(std::holds_alternative<Chunk>(outcome));
  const auto& returned = std::get<Return>(std::get<Chunk>(outcome).main->block.statements[0].node);
  EXPECT_EQ(as<TextLiteral>(returned.values[0])->value, "aAB\xe2\x82\xac\x63\n");
  EXPECT_EQ(as<TextLiteral>(returned.values[1])->value, "]]");
}

}  // namespace
}  // namespace tipring::dsl
