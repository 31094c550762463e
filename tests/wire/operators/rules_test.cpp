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

// Another program asks the same, without a call, and can act on it.
TEST_F(RulesWireTest, AProgramAsksForARoutingInstruction) {
  using namespace std::chrono_literals;
  auto program = control_socket::ControlClient::connect(runtime_->socket(), 10s);
  ASSERT_TRUE(program.ok());
  const auto answer = program->call("rules.decide", {{"given", {"dialled=ruled", "caller=+12025550143"}}}, 10s);
  ASSERT_TRUE(answer.ok()) << answer.error().text;
  const Json& decision = answer->at("decisions").at(0);
  EXPECT_EQ(decision.at("go"), "reject(484)");
  EXPECT_EQ(decision.at("rule"), "by rules");
  EXPECT_EQ(program->call("rules.decide", {{"rules", "inbund"}}, 10s).error().code, "not-found");
  EXPECT_EQ(program->call("rules.decide", {{"given", {"dialed=ruled"}}}, 10s).error().code, "invalid-params");
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
