// Why a call went where it did, as operators ask a runtime that is there.

#include <optional>

#include <gmock/gmock.h>

#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::HasSubstr;

class RulesWireTest : public ::testing::Test {
 protected:
  void SetUp() override { runtime_.emplace(Runtime::Setup{.site = TIPRING_SITES "/site"}); }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }

  std::optional<Runtime> runtime_;
};

TEST_F(RulesWireTest, ACallThatIsOverTellsWhyItWasRefused) {
  RawCaller caller(runtime_->port());
  EXPECT_THAT(caller.answer_to(caller.invite("ruled", RawCaller::sdp())), HasSubstr("484"));
  const std::string call = runtime_->until_entry("contact.ended").at("contact");
  const Json decisions = runtime_->ask({"call", "why", call});
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions.at(0).at("rule"), "by rules");
  EXPECT_EQ(decisions.at(0).at("go"), "reject(484)");
  EXPECT_EQ(decisions.at(0).at("tried").at(0).at("why"), "phone is there, but it was not there");
  EXPECT_EQ(decisions.at(0).at("saw").at("dialled"), "ruled");
}

// As in virtual time, though here every step takes some.
TEST_F(RulesWireTest, WhoIsSentRoundForEverIsRefusedAndNobodyElseNoticesIt) {
  for (const char* number : {"round", "here"}) {
    RawCaller caller(runtime_->port());
    EXPECT_THAT(caller.answer_to(caller.invite(number, RawCaller::sdp())), HasSubstr(" 500 ")) << number;
    EXPECT_THAT(runtime_->until_entry("script.failed").at("with").at("error").get<std::string>(),
                HasSubstr("goes round: it has moved on 100 times within a second"));
  }
  EXPECT_EQ(runtime_->ask({"status"}).at("state"), "running");
}

}  // namespace
}  // namespace tipring::wire
