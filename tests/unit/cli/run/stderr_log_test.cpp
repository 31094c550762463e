#include "cli/run/stderr_log.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;

TEST(StderrLog, WritesTimeLevelAndText) {
  std::ostringstream stream;
  StderrLog log(LogLevel::info, stream);
  log.write(LogLevel::warning, "the disk is full");
  EXPECT_THAT(stream.str(),
              MatchesRegex("[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+\\.[0-9]+Z warning the disk is full\n"));
}

TEST(StderrLog, KeepsWhatStrangersWroteOnOneLine) {
  std::ostringstream stream;
  StderrLog log(LogLevel::info, stream);
  log.write(LogLevel::info, "call from \x1b[2J\r\nroot {} %s %n");
  EXPECT_THAT(stream.str(), HasSubstr("call from \\x1b[2J\\r\\nroot {} %s %n\n"));
}

TEST(StderrLog, DropsLinesBelowItsLevel) {
  std::ostringstream stream;
  StderrLog log(LogLevel::warning, stream);
  log.write(LogLevel::info, "hidden");
  EXPECT_THAT(stream.str(), IsEmpty());
  log.set_level(LogLevel::debug);
  log.write(LogLevel::debug, "shown");
  EXPECT_THAT(stream.str(), HasSubstr("debug shown"));
}

class LogMethodsTest : public testing::Test {
 protected:
  LogMethodsTest() { add_log_methods(control_, log_); }
  std::string ask(const std::string& params) {
    std::string sent;
    ControlSession session(control_, [&sent](std::string line) { sent = std::move(line); });
    session.handle(R"({"jsonrpc":"2.0","id":1,"method":"log.level","params":)" + params + "}");
    return sent;
  }

  std::ostringstream stream_;
  StderrLog log_{LogLevel::info, stream_};
  Control control_;
};

TEST_F(LogMethodsTest, ShowTheLevel) {
  EXPECT_THAT(ask("{}"), HasSubstr(R"("result":{"level":"info"})"));
  EXPECT_EQ(log_.level(), LogLevel::info);
}

TEST_F(LogMethodsTest, SetTheLevelWhileRunning) {
  EXPECT_THAT(ask(R"({"level":"error"})"), HasSubstr(R"("result":{"level":"error"})"));
  EXPECT_EQ(log_.level(), LogLevel::error);
}

TEST_F(LogMethodsTest, RefuseALevelThatIsNone) {
  EXPECT_THAT(ask(R"({"level":"warnin"})"), HasSubstr("did you mean 'warning'?"));
  EXPECT_EQ(log_.level(), LogLevel::info);
}

TEST(LogLevelNames, AreReadBack) {
  for (const auto level : {LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error}) {
    EXPECT_EQ(parse_log_level(to_string(level)), level);
  }
  EXPECT_EQ(parse_log_level("loud"), std::nullopt);
}

}  // namespace
}  // namespace tipring::cli
