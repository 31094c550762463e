#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/commands/runtime_stand_in.h"

namespace tipring::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TerminalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    control_.add(ControlMethod{"call.list", "", {}, [this](const ControlArguments&) {
                                 Json call{{"id", "1-1"}, {"caller", caller_}, {"dialled", caller_}};
                                 return Result<Json>(Json{{"calls", Json::array({call})}, {"complete", true}});
                               }});
  }
  std::string shown(const HowToRun& how, const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments{"call", "ls"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RuntimeStandIn(control_).tipring(arguments, how).out;
  }

  std::string caller_ = "101";
  Control control_;
};

TEST_F(TerminalTest, ColoursTheHeadingOnATerminal) {
  EXPECT_THAT(shown({.environment = {{"TERM", "xterm"}}, .out_file = {}, .terminal_columns = 80}),
              HasSubstr("\x1b[1mID"));
}

TEST_F(TerminalTest, ColoursNothingWhereThatIsNotWanted) {
  const auto no_escape = Not(HasSubstr("\x1b"));
  EXPECT_THAT(shown({.environment = {{"TERM", "xterm"}}}), no_escape);
  EXPECT_THAT(
      shown({.environment = {{"TERM", "xterm"}, {"NO_COLOR", "1"}}, .out_file = {}, .terminal_columns = 80}),
      no_escape);
  EXPECT_THAT(shown({.environment = {{"TERM", "dumb"}}, .out_file = {}, .terminal_columns = 80}), no_escape);
  EXPECT_THAT(
      shown({.environment = {{"TERM", "xterm"}}, .out_file = {}, .terminal_columns = 80}, {"-o", "json"}),
      no_escape);
}

TEST_F(TerminalTest, CutsColumnsToFit) {
  caller_ = std::string(100, 'x');
  const auto narrow = shown({.environment = {{"TERM", "dumb"}}, .out_file = {}, .terminal_columns = 60});
  EXPECT_THAT(narrow, HasSubstr("xxx…"));
  EXPECT_THAT(narrow, Not(HasSubstr(caller_)));
  EXPECT_THAT(shown({}), HasSubstr(caller_));
}

TEST_F(TerminalTest, IsNotDrivenByACallersName) {
  caller_ =
      "\x1b[2J\x1b]0;x\x07\xc2\x9b"
      "31m\xe2\x80\xaetfel\r\n1-9\tfake";
  for (const char* format : {"table", "json", "jsonl", "tsv"}) {
    for (const int columns : {0, 200}) {
      const auto text = shown({.environment = {{"TERM", "dumb"}}, .out_file = {}, .terminal_columns = columns},
                              {"-o", format});
      EXPECT_THAT(text, Not(HasSubstr("\x1b"))) << format;
      EXPECT_THAT(text, Not(HasSubstr("\x07"))) << format;
      EXPECT_THAT(text, Not(HasSubstr("\xc2\x9b"))) << format;
      EXPECT_THAT(text, Not(HasSubstr("\n1-9"))) << format;
    }
  }
}

}  // namespace
}  // namespace tipring::testing
