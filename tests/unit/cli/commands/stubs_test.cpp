// What `tipring stubs` declares to editors.

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lua.hpp>

#include "tests/unit/cli/commands/checked_site.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class StubsTest : public CheckedSite {
 protected:
  Ended stubs(const std::string& site) {
    std::ofstream(folder_.file("site.lua")) << site;
    return tipring({"stubs", folder_.path()});
  }
};

void expect_lua(const std::string& text) {
  const std::unique_ptr<lua_State, decltype(&lua_close)> lua(luaL_newstate(), lua_close);
  EXPECT_EQ(luaL_loadbuffer(lua.get(), text.data(), text.size(), "stubs"), 0) << lua_tostring(lua.get(), -1);
}

TEST_F(StubsTest, AreLuaThatDeclaresWordsAndTheSitesOwnNames) {
  const Ended ended = stubs(
      "variables { reason = one_of { \"billing\", \"repair\" }, amount = number }\n"
      "customers { from = \"client\", key = { phone = \"phone\" }, columns = { tier = text } }\n"
      "dialog \"the \\\"first\\\"\" (function(call) return hang_up() end)\n");
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  expect_lua(ended.out);
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("---@field reason \"billing\" | \"repair\" | nil A variable of the site."),
                    HasSubstr("---@field amount number | nil"),
                    HasSubstr("---@field tier string | nil A column of client."),
                    HasSubstr("---| \"the \\\"first\\\"\""), HasSubstr("function call_object:play("),
                    HasSubstr("function reject("),
                    HasSubstr("---@overload fun(self: call, options: call.play.options)")));
}

TEST_F(StubsTest, KnowQueuesAgentsAndSkills) {
  const Ended ended = stubs(
      "skills { \"billing\" }\nqueue \"sales\" { needs = { billing = 1 } }\n"
      "agent \"ann\" { at = \"sip:ann@192.0.2.1\", skills = { billing = 3 } }\n");
  EXPECT_EQ(ended.err, "");
  expect_lua(ended.out);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("---@alias queue_name\n---| \"sales\""),
                               HasSubstr("---@alias agent_name\n---| \"ann\""),
                               HasSubstr("---@field needs? table<skill_name, any>"),
                               HasSubstr("---@field agents? (agent_name)[]")));
}

TEST_F(StubsTest, OfASiteWithMistakesAreTheWordsAlone) {
  const Ended ended = stubs("variables { reason = text }\nnonsense()\n");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err,
              AllOf(HasSubstr("unknown global 'nonsense'"), HasSubstr("its own names are left out")));
  expect_lua(ended.out);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("function reject("), Not(HasSubstr("A variable of the site"))));
}

}  // namespace
}  // namespace tipring::testing
