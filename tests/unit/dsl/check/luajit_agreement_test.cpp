#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lua_sources.h"
#include <gtest/gtest.h>
#include <lua.hpp>

#include "dsl/check/parser.h"
#include "runtime/base/chance.h"

namespace tipring::dsl {
namespace {

struct CloseState {
  void operator()(lua_State* lua) const { lua_close(lua); }
};

class LuaJitAgreement : public testing::Test {
 protected:
  // With all libraries: reading a 64-bit integer into a bare state corrupts it.
  LuaJitAgreement() { luaL_openlibs(lua_.get()); }

  // Empty when LuaJIT takes the text.
  std::string complaint_of_luajit(const std::string& source) {
    const int status = luaL_loadbufferx(lua_.get(), source.data(), source.size(), "=source", "t");
    std::string complaint = status == 0 ? std::string() : lua_tostring(lua_.get(), -1);
    lua_settop(lua_.get(), 0);
    return complaint;
  }

  static std::string complaint_of_parser(const std::string& source) {
    const auto outcome = parse("source", source);
    const auto* finding = std::get_if<Finding>(&outcome);
    return finding == nullptr ? std::string() : to_string(*finding);
  }

  // What only shows when code is generated is no matter of a parser.
  static bool is_limit_of_code(const std::string& complaint) {
    for (const char* text : {"too complex", "structure too long", "constants", "too long for return fixup"}) {
      if (complaint.find(text) != std::string::npos) return true;
    }
    return false;
  }

  void expect_agreement(const std::string& source) {
    const std::string theirs = complaint_of_luajit(source);
    if (is_limit_of_code(theirs)) return;
    const std::string ours = complaint_of_parser(source);
    EXPECT_EQ(theirs.empty(), ours.empty()) << "LuaJIT: " << (theirs.empty() ? "accepts" : theirs)
                                            << "\nTipring: " << (ours.empty() ? "accepts" : ours) << "\nText:\n"
                                            << source.substr(0, 2000);
    accepted_ += ours.empty() ? 1 : 0;
    refused_ += ours.empty() ? 0 : 1;
  }

  std::unique_ptr<lua_State, CloseState> lua_{luaL_newstate()};
  int accepted_ = 0;
  int refused_ = 0;
};

// A piece of text that means something to Lua.
std::string random_piece(Chance& chance) {
  static const std::vector<std::string> pieces = {"(",         ")",
                                                  "{",         "}",
                                                  "[",         "]",
                                                  "[[",        "]]",
                                                  "[=[",       "]=]",
                                                  "--",        "--[[",
                                                  "\n",        " ",
                                                  ",",         ";",
                                                  ":",         "::",
                                                  ".",         "..",
                                                  "...",       "=",
                                                  "==",        "~=",
                                                  "<",         ">=",
                                                  "+",         "-",
                                                  "*",         "/",
                                                  "%",         "^",
                                                  "#",         "'",
                                                  "\"",        "\\",
                                                  "\\z",       "\\x4",
                                                  "\\u{",      "0x",
                                                  "1e",        "3",
                                                  "LL",        "i",
                                                  "a",         "b",
                                                  "goto ",     "::a::",
                                                  " and ",     " or ",
                                                  " not ",     " nil ",
                                                  " end ",     " do ",
                                                  " if ",      " then ",
                                                  " else ",    " elseif ",
                                                  " while ",   " for ",
                                                  " in ",      " repeat ",
                                                  " until ",   " function ",
                                                  " local ",   " return ",
                                                  " break ",   " true ",
                                                  " local a ", " goto a ",
                                                  "f()",       "\r",
                                                  "\t",        std::string(1, '\0'),
                                                  "\xff",      "a.b",
                                                  "a = 1 ",    " function(...) end "};
  return pieces[static_cast<std::size_t>(chance.between(0, static_cast<std::int64_t>(pieces.size()) - 1))];
}

std::string mutated(std::string source, const std::vector<std::string>& sources, Chance& chance) {
  const auto place = [&](const std::string& text) {
    return static_cast<std::size_t>(chance.between(0, static_cast<std::int64_t>(text.size())));
  };
  for (auto changes = chance.between(1, 4); changes > 0; --changes) {
    const std::size_t at = place(source);
    switch (chance.between(0, 4)) {
      case 0:
        source.insert(at, random_piece(chance));
        break;
      case 1:
        source.erase(at, static_cast<std::size_t>(chance.between(1, 12)));
        break;
      case 2:
        if (at < source.size()) source[at] = static_cast<char>(chance.between(0, 255));
        break;
      case 3: {
        const std::string& other =
            sources[static_cast<std::size_t>(chance.between(0, static_cast<std::int64_t>(sources.size()) - 1))];
        const std::size_t from = place(other);
        source.insert(at, other.substr(from, static_cast<std::size_t>(chance.between(1, 60))));
        break;
      }
      default:
        source.insert(at, source.substr(place(source), static_cast<std::size_t>(chance.between(1, 30))));
        break;
    }
  }
  return source;
}

TEST_F(LuaJitAgreement, OnHandWrittenSources) {
  for (const std::string& source : lua_sources())
    expect_agreement(source);
  EXPECT_GT(accepted_, 150);
  EXPECT_GT(refused_, 150);
}

TEST_F(LuaJitAgreement, OnEveryBeginningOfASource) {
  for (const std::string& source : lua_sources()) {
    if (source.size() > 700) continue;
    for (std::size_t length = 0; length < source.size(); ++length)
      expect_agreement(source.substr(0, length));
  }
}

TEST_F(LuaJitAgreement, OnRandomMutations) {
  std::vector<std::string> sources;
  for (std::string& source : lua_sources()) {
    if (source.size() < 3000) sources.push_back(std::move(source));
  }
  Chance chance(20260301);
  for (int round = 0; round < 15000 && !HasFailure(); ++round) {
    const auto choice = chance.between(0, static_cast<std::int64_t>(sources.size()) - 1);
    expect_agreement(mutated(sources[static_cast<std::size_t>(choice)], sources, chance));
  }
  EXPECT_GT(accepted_, 800);
  EXPECT_GT(refused_, 4000);
}

// Blocks that are right but for where their jumps go.
std::string random_block(Chance& chance, int depth) {
  static const std::vector<std::string> statements = {"goto a ",
                                                      "goto b ",
                                                      "::a:: ",
                                                      "::b:: ",
                                                      "::c:: ",
                                                      "local x ",
                                                      "local x, y ",
                                                      "f(x) ",
                                                      "goto c ",
                                                      "local z = x ",
                                                      "f = function() return x end ",
                                                      "do break end "};
  static const std::vector<std::pair<std::string, std::string>> blocks = {
      {"do ", "end "},           {"while x do ", "end "},      {"repeat ", "until x "},
      {"if x then ", "end "},    {"for i = 1, 2 do ", "end "}, {"for k, v in x do ", "end "},
      {"function g() ", "end "}, {"if x then else ", "end "},  {"repeat local u ", "until u "}};
  std::string text;
  for (auto count = chance.between(0, 5); count > 0; --count) {
    if (depth < 4 && chance.unit() < 0.35) {
      const auto& [opening, closing] =
          blocks[static_cast<std::size_t>(chance.between(0, static_cast<std::int64_t>(blocks.size()) - 1))];
      text += opening;
      text += random_block(chance, depth + 1);
      text += closing;
    } else {
      text += statements[static_cast<std::size_t>(
          chance.between(0, static_cast<std::int64_t>(statements.size()) - 1))];
    }
  }
  return text;
}

TEST_F(LuaJitAgreement, OnRandomJumps) {
  Chance chance(11);
  for (int round = 0; round < 15000 && !HasFailure(); ++round) {
    expect_agreement("while x do " + random_block(chance, 0) + "end");
  }
  EXPECT_GT(accepted_, 1500);
  EXPECT_GT(refused_, 1500);
}

TEST_F(LuaJitAgreement, OnRandomStreamsOfTokens) {
  Chance chance(7);
  for (int round = 0; round < 15000 && !HasFailure(); ++round) {
    std::string source;
    for (auto pieces = chance.between(1, 12); pieces > 0; --pieces)
      source += random_piece(chance);
    expect_agreement(source);
  }
  EXPECT_GT(accepted_, 40);
}

}  // namespace
}  // namespace tipring::dsl
