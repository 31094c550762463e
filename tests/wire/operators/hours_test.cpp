// Hours that operators close in an emergency, and reopen.

#include <fstream>
#include <optional>

#include <gmock/gmock.h>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::HasSubstr;
using Ended = ::tipring::testing::Ended;

class HoursWireTest : public ::testing::Test {
 protected:
  void SetUp() override { runtime_.emplace(Runtime::Setup{.site = TIPRING_SITES "/hours"}); }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }

  /// The status that a call is refused with.
  std::string refusal() {
    RawCaller caller(runtime_->port());
    return caller.answer_to(caller.invite("200", RawCaller::sdp())).substr(8, 3);
  }
  Ended tipring(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--socket", runtime_->socket()});
    return ::tipring::testing::tipring(arguments);
  }

  std::optional<Runtime> runtime_;
};

TEST_F(HoursWireTest, AreClosedAtOnceAndUntilTheyAreReopened) {
  EXPECT_EQ(refusal(), "486");
  const Json closed = runtime_->ask({"hours", "close", "office", "--reason", "a burst pipe"});
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed.at(0).at("reason"), "a burst pipe");
  EXPECT_TRUE(closed.at(0).at("until").is_null());
  EXPECT_EQ(refusal(), "480");
  const Json entry = runtime_->until_entry("hours.closed");
  EXPECT_EQ(entry.at("with").at("hours"), "office");
  EXPECT_EQ(entry.at("with").at("reason"), "a burst pipe");
  EXPECT_TRUE(runtime_->ask({"hours", "reopen", "office"}).empty());
  EXPECT_EQ(refusal(), "486");
  runtime_->until_entry("hours.reopened");
}

TEST_F(HoursWireTest, OfWhichTheTimeIsOverAreReopenedInTheLedgerAndTheLog) {
  runtime_->ask({"hours", "close", "office", "--for", "1s", "--reason", "a burst pipe"});
  const Json entry = runtime_->until_entry("hours.reopened");
  EXPECT_EQ(entry.at("with").at("hours"), "office");
  EXPECT_EQ(entry.at("with").at("why"), "expired");
  EXPECT_EQ(refusal(), "486");
  EXPECT_THAT(runtime_->log(), HasSubstr("hours \"office\": closed by an operator until "));
  EXPECT_THAT(runtime_->log(), HasSubstr(": a burst pipe"));
  EXPECT_THAT(runtime_->log(), HasSubstr("hours \"office\": as planned again"));
}

TEST_F(HoursWireTest, StayClosedOverAReloadAndARestart) {
  EXPECT_EQ(runtime_->ask({"hours", "close", "--all", "--for", "2h"}).size(), 2U);
  std::ofstream(runtime_->site_folder() + "/site.lua", std::ios::app) << "-- changed\n";
  EXPECT_EQ(runtime_->ask({"reload"}).at("outcome"), "in-force");
  EXPECT_EQ(refusal(), "480");
  EXPECT_TRUE(runtime_->settles());
  runtime_->kill();
  runtime_->start();
  EXPECT_EQ(refusal(), "480");
  EXPECT_EQ(runtime_->ask({"hours", "closings"}).size(), 2U);
}

TEST_F(HoursWireTest, ThatThereAreNotAreNotClosed) {
  const Ended unknown = tipring({"hours", "close", "offce"});
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("no hours 'offce'; did you mean 'office'?"));
  const Ended open = tipring({"hours", "reopen", "office"});
  EXPECT_EQ(open.exit_code, 4);
  EXPECT_THAT(open.err, HasSubstr("are not closed"));
  EXPECT_EQ(tipring({"hours", "close"}).exit_code, 2);
  const Ended both = tipring({"hours", "close", "--all", "office"});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_THAT(both.err, HasSubstr("--all means all hours: leave it out, or the name office"));
  EXPECT_EQ(tipring({"hours", "close", "office", "--for", "0s"}).exit_code, 2);
  EXPECT_EQ(runtime_->ask({"hours", "closings"}).size(), 0U);
}

}  // namespace
}  // namespace tipring::wire
