#include "cli/command_line/command_line.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using namespace std::chrono_literals;

class CommandLineTest : public testing::Test {
 protected:
  CommandLineTest() {
    auto& status = line_.add_command(line_.root(), "status", "Show.", [this] {
      out_ << "fine";
      return result_;
    });
    line_.add_output_option(status, format_);
    line_.add_duration_option(status, "--timeout", timeout_, "How long.");
    auto& call = line_.add_group("call", "Calls.");
    auto& show = line_.add_command(call, "show", "One.", [this] { return result_; });
    show.add_option("ID", id_)->required();
    line_.add_command(call, "hangup", "End.", [this] { return result_; });
  }

  int run(std::initializer_list<std::string> arguments) { return static_cast<int>(line_.run(arguments)); }
  std::string complaint(std::initializer_list<std::string> arguments) {
    EXPECT_EQ(run(arguments), 2);
    EXPECT_THAT(out_.str(), IsEmpty());
    return err_.str();
  }

  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{.out = out_, .err = err_};
  CommandLine line_{console_};
  OutputFormat format_ = OutputFormat::table;
  std::chrono::milliseconds timeout_{5000};
  std::string id_;
  Result<void> result_;
};

TEST_F(CommandLineTest, RunsTheCommandThatIsNamed) {
  EXPECT_EQ(run({"status", "-o", "tsv", "--timeout=1m30s"}), 0);
  EXPECT_EQ(out_.str(), "fine");
  EXPECT_THAT(err_.str(), IsEmpty());
  EXPECT_EQ(format_, OutputFormat::tsv);
  EXPECT_EQ(timeout_, 90s);
}

TEST_F(CommandLineTest, RunsACommandOfAGroup) {
  EXPECT_EQ(run({"call", "show", "1-2"}), 0);
  EXPECT_EQ(id_, "1-2");
}

TEST_F(CommandLineTest, TurnsAnErrorIntoALineAndAnExitCode) {
  result_ = Error{"not-found", "there is no call \x1b[2J", false};
  EXPECT_EQ(run({"status"}), 3);
  EXPECT_EQ(err_.str(), "tipring: there is no call \\x1b[2J\n");
}

TEST_F(CommandLineTest, CanEndWithACodeThatIsNoError) {
  line_.set_exit_code(ExitCode::test_failed);
  EXPECT_EQ(run({"status"}), 5);
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(CommandLineTest, TellsWhenWhatWasFoundCannotBeWritten) {
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(run({"status"}), 1);
  EXPECT_THAT(err_.str(), HasSubstr("could not be written"));
}

TEST_F(CommandLineTest, NamesTheNearestCommand) {
  EXPECT_THAT(complaint({"stauts"}),
              StartsWith("tipring: 'tipring' has no command 'stauts'; did you mean 'status'?\n"));
}

TEST_F(CommandLineTest, NamesTheNearestCommandOfAGroup) {
  EXPECT_THAT(complaint({"call", "hangpu", "1-2"}),
              HasSubstr("'tipring call' has no command 'hangpu'; did you mean 'hangup'?"));
}

TEST_F(CommandLineTest, NamesTheNearestOption) {
  EXPECT_THAT(complaint({"status", "--ouptut=json"}),
              HasSubstr("'tipring status' has no option '--ouptut'; did you mean '--output'?"));
}

TEST_F(CommandLineTest, NamesTheNearestChoice) {
  EXPECT_THAT(complaint({"status", "-o", "jsno"}),
              HasSubstr("'jsno' is none of table, json, jsonl, tsv; did you mean 'json'?"));
}

TEST_F(CommandLineTest, SaysWhichCommandsAGroupHas) {
  EXPECT_THAT(complaint({"call"}), HasSubstr("'tipring call' needs a command: show, hangup"));
}

TEST_F(CommandLineTest, SaysWhatIsMissing) {
  EXPECT_THAT(complaint({"call", "show"}), HasSubstr("ID is required"));
}

TEST_F(CommandLineTest, RefusesArgumentsTooMany) {
  EXPECT_THAT(complaint({"call", "show", "1-2", "1-3"}), HasSubstr("1-3"));
}

TEST_F(CommandLineTest, RefusesADurationThatIsNone) {
  EXPECT_THAT(complaint({"status", "--timeout", "soon"}), HasSubstr("'soon' is no duration"));
}

TEST_F(CommandLineTest, TakesZeroWithoutAUnit) {
  EXPECT_EQ(run({"status", "--timeout", "0"}), 0);
  EXPECT_EQ(timeout_, std::chrono::milliseconds{0});
}

TEST_F(CommandLineTest, PointsToTheHelpOfTheCommandThatWasMeant) {
  EXPECT_THAT(complaint({"call", "show", "--socet"}), HasSubstr("Try 'tipring call show --help'."));
}

TEST_F(CommandLineTest, EscapesWhatItRepeats) {
  const auto text = complaint({"\x1b[2J"});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST_F(CommandLineTest, PrintsHelpAsData) {
  EXPECT_EQ(run({"call", "show", "--help"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("Usage: tipring call show"));
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(CommandLineTest, PrintsItsVersion) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_THAT(out_.str(), testing::MatchesRegex("tipring [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(ExitCodes, FollowTheErrorsCode) {
  const auto code = [](const char* error) { return static_cast<int>(exit_code_for({error, "", false})); };
  EXPECT_EQ(code("io-error"), 1);
  EXPECT_EQ(code("usage"), 2);
  EXPECT_EQ(code("invalid-params"), 2);
  EXPECT_EQ(code("not-found"), 3);
  EXPECT_EQ(code("wrong-state"), 4);
  EXPECT_EQ(code("timed-out"), 6);
  EXPECT_EQ(code("unreachable"), 7);
}

}  // namespace
}  // namespace tipring::cli
