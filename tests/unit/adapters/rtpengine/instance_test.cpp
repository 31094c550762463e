#include "adapters/rtpengine/instance.h"

#include <optional>

#include <gmock/gmock.h>

#include "tests/unit/adapters/rtpengine/ng_peer.h"

namespace tipring::rtpengine {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class InstanceTest : public ::testing::Test {
 protected:
  void pass(Duration time) { run_virtual(loop_, clock_, clock_.now() + time); }
  Instance::Command ask() {
    return instance_.ask({{"command", "offer"}},
                         [this](Result<NgAnswer> answer) { answer_ = std::move(answer); });
  }

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  LogLines log_;
  NgPeer peer_;
  Instance instance_{loop_, log_, "192.0.2.7:2223", "a-", peer_.socket()};
  std::optional<Result<NgAnswer>> answer_;
};

TEST_F(InstanceTest, IsAskedFromTheBeginningWhetherItIsThere) {
  EXPECT_EQ(instance_.presence(), Presence::unknown);
  EXPECT_THAT(peer_.datagrams, ElementsAre("a-1 d7:command4:pinge"));
  pass(30ms);
  peer_.pong();
  EXPECT_EQ(instance_.presence(), Presence::there);
  EXPECT_EQ(instance_.status().round_trip, Duration(30ms));
  pass(5s);
  EXPECT_EQ(peer_.datagrams.back(), "a-2 d7:command4:pinge");
}

TEST_F(InstanceTest, AnAnswerIsOfTheCommandThatItsCookieNames) {
  peer_.pong();
  ask();
  peer_.answer_with("v=0");
  ASSERT_TRUE(answer_);
  ASSERT_TRUE(answer_->ok());
  EXPECT_EQ(answer_->value().sdp, "v=0");
  // Once more is no news.
  peer_.answer_with("v=0");
  EXPECT_THAT(log_.warnings, ElementsAre());
}

TEST_F(InstanceTest, ACommandIsRepeatedAndGivenUp) {
  peer_.pong();
  ask();
  pass(199ms);
  EXPECT_THAT(peer_.names(), ElementsAre("offer"));
  pass(1ms);
  EXPECT_THAT(peer_.names(), ElementsAre("offer", "offer"));
  pass(400ms);
  EXPECT_THAT(peer_.names(), ElementsAre("offer", "offer", "offer"));
  pass(799ms);
  EXPECT_FALSE(answer_);
  pass(1ms);
  ASSERT_TRUE(answer_);
  EXPECT_EQ(answer_->error().code, "no-answer");
  EXPECT_EQ(instance_.presence(), Presence::away);
  EXPECT_THAT(log_.warnings, ElementsAre("the rtpengine at 192.0.2.7:2223 does not answer"));
}

TEST_F(InstanceTest, OneThatComesBackIsSeen) {
  pass(1400ms);
  EXPECT_EQ(instance_.presence(), Presence::away);
  EXPECT_EQ(instance_.status().problem, "the rtpengine at 192.0.2.7:2223 does not answer");
  pass(1s);
  peer_.pong();
  EXPECT_EQ(instance_.presence(), Presence::there);
  EXPECT_EQ(instance_.status().errors, 1U);
  EXPECT_EQ(instance_.status().problem, "");
}

TEST_F(InstanceTest, WhereNobodyListensNothingIsWaitedFor) {
  ask();
  peer_.refuse();
  ASSERT_TRUE(answer_);
  EXPECT_EQ(answer_->error().text, "no rtpengine listens at 192.0.2.7:2223");
  EXPECT_EQ(instance_.presence(), Presence::away);
}

TEST_F(InstanceTest, WhatIsCancelledIsNotHeardOf) {
  peer_.pong();
  instance_.cancel(ask());
  peer_.answer_with("v=0");
  pass(3s);
  EXPECT_FALSE(answer_);
  EXPECT_THAT(peer_.names(), ElementsAre("offer"));
  EXPECT_THAT(log_.warnings, ElementsAre());
}

TEST_F(InstanceTest, ARefusalIsNoAbsence) {
  peer_.pong();
  ask();
  peer_.answer({{"result", "error"}, {"error-reason", "Ran out of ports"}});
  ASSERT_TRUE(answer_);
  EXPECT_EQ(answer_->error().code, "refused");
  EXPECT_EQ(answer_->error().text, "the rtpengine at 192.0.2.7:2223 refuses: Ran out of ports");
  EXPECT_EQ(instance_.presence(), Presence::there);
  pass(5s);
  peer_.pong();
  EXPECT_THAT(instance_.status().problem, HasSubstr("Ran out of ports")) << "a ping needs none";
  ask();
  peer_.answer_with("v=0");
  EXPECT_EQ(instance_.status().problem, "");
  EXPECT_EQ(instance_.status().errors, 1U);
}

TEST_F(InstanceTest, GarbageIsToldAndWaitedPast) {
  peer_.pong();
  ask();
  peer_.say("garbage");
  EXPECT_THAT(log_.warnings, ElementsAre(HasSubstr("192.0.2.7:2223: an answer that cannot be used")));
  pass(1s);
  // A flood of them fills no log.
  for (const char* wrong : {"a-77 d6:result2:oke", "b-2 d6:result2:oke", "2 d6:result2:oke", "garbage"})
    peer_.say(wrong);
  EXPECT_FALSE(answer_);
  ASSERT_EQ(log_.warnings.size(), 2U);
  EXPECT_THAT(log_.warnings[1], HasSubstr("192.0.2.7:2223: an answer to what was not asked"));
  EXPECT_EQ(instance_.status().errors, 5U);
  EXPECT_THAT(instance_.status().problem, HasSubstr("an answer that cannot be used"));
  peer_.answer_with("v=0");
  EXPECT_TRUE(answer_);
  EXPECT_EQ(instance_.status().problem, "");
}

}  // namespace
}  // namespace tipring::rtpengine
