#include "adapters/rtpengine/instances.h"

#include <memory>
#include <optional>

#include <gmock/gmock.h>

#include "tests/unit/adapters/rtpengine/ng_peer.h"

namespace tipring::rtpengine {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class InstancesTest : public ::testing::Test {
 protected:
  InstancesTest() {
    for (NgPeer* peer : {&first_, &second_})
      peer->pong();
  }
  void pass(Duration time) { run_virtual(loop_, clock_, clock_.now() + time); }
  Instances::Request offer(std::optional<std::size_t> first = {}) {
    return instances_.offer({{"command", "offer"}}, first,
                            [this](Result<Instances::Answered> result) { result_ = std::move(result); });
  }
  std::vector<std::unique_ptr<Instance>> both() {
    std::vector<std::unique_ptr<Instance>> both;
    both.push_back(std::make_unique<Instance>(loop_, log_, "192.0.2.1:2223", "a-", first_.socket()));
    both.push_back(std::make_unique<Instance>(loop_, log_, "192.0.2.2:2223", "b-", second_.socket()));
    return both;
  }

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  LogLines log_;
  NgPeer first_;
  NgPeer second_;
  Instances instances_{loop_, log_, both(), 1};
  std::optional<Result<Instances::Answered>> result_;
};

TEST_F(InstancesTest, TakeOffersInTurn) {
  offer();
  first_.answer_with("v=0");
  ASSERT_TRUE(result_ && result_->ok());
  EXPECT_EQ(result_->value().instance, 0U);
  offer();
  second_.answer_with("v=0");
  EXPECT_EQ(result_->value().instance, 1U);
}

TEST_F(InstancesTest, TheNextIsAskedWhereOneDoesNotAnswer) {
  offer();
  pass(1400ms);
  EXPECT_FALSE(result_);
  second_.answer_with("v=0");
  ASSERT_TRUE(result_ && result_->ok());
  EXPECT_EQ(result_->value().instance, 1U);
  // It is not asked again until it answers a ping.
  offer();
  EXPECT_THAT(first_.names(), ElementsAre("offer", "offer", "offer"));
  EXPECT_THAT(second_.names(), ElementsAre("offer", "offer"));
}

TEST_F(InstancesTest, TheNextIsAskedWhereOneRefuses) {
  offer();
  first_.answer({{"result", "load limit"}});
  second_.answer({{"result", "error"}, {"error-reason", "no"}});
  ASSERT_TRUE(result_);
  EXPECT_EQ(result_->error().text, "the rtpengine at 192.0.2.2:2223 refuses: no");
}

TEST_F(InstancesTest, WithNobodyToAskItFailsAtOnce) {
  offer();
  first_.refuse();
  second_.refuse();
  ASSERT_TRUE(result_);
  EXPECT_EQ(result_->error().text, "no rtpengine listens at 192.0.2.2:2223");
  result_.reset();
  offer();
  pass(0ms);
  ASSERT_TRUE(result_);
  EXPECT_EQ(result_->error().code, "no-instance");
  EXPECT_THAT(first_.names(), ElementsAre("offer"));
}

TEST_F(InstancesTest, AFullOneIsPassedOverButForItsOwn) {
  instances_.at(0).take_call();
  instances_.at(1).take_call();
  offer();
  pass(1ms);
  ASSERT_TRUE(result_);
  EXPECT_EQ(result_->error().code, "no-instance");
  offer(1);
  EXPECT_THAT(second_.names(), ElementsAre("offer"));
}

TEST_F(InstancesTest, WhatIsCancelledTellsWhomItReached) {
  EXPECT_EQ(instances_.cancel(offer()), 0U);
  first_.answer_with("v=0");
  pass(2s);
  EXPECT_FALSE(result_);
  EXPECT_EQ(instances_.cancel(77), std::nullopt);
}

TEST_F(InstancesTest, OneThatLeavesKeepsItsCallsAndTakesNoNewOnes) {
  instances_.at(0).take_call();
  NgPeer third;
  std::vector<std::unique_ptr<Instance>> added;
  added.push_back(std::make_unique<Instance>(loop_, log_, "192.0.2.3:2223", "c-", third.socket()));
  third.pong();
  instances_.change_to({"192.0.2.2:2223", "192.0.2.3:2223"}, std::move(added), 0);
  const auto names = [this] {
    std::vector<std::string> names;
    for (const InstanceStatus& status : instances_.status())
      names.push_back(status.address + (status.leaving ? " leaves" : ""));
    return names;
  };
  EXPECT_THAT(names(), ElementsAre("192.0.2.1:2223 leaves", "192.0.2.2:2223", "192.0.2.3:2223"));
  for (int i = 0; i < 4; ++i)
    offer();
  EXPECT_TRUE(first_.names().empty());
  EXPECT_EQ(second_.names().size(), 2U);
  EXPECT_EQ(third.names().size(), 2U);
  // What follows of a leg that it has still goes there.
  offer(0);
  EXPECT_THAT(first_.names(), ElementsAre("offer"));
  first_.answer_with("v=0");
  pass(20s);
  EXPECT_EQ(names().size(), 3U);
  instances_.at(0).give_back_call();
  pass(20s);
  EXPECT_THAT(names(), ElementsAre("192.0.2.2:2223", "192.0.2.3:2223"));
  result_.reset();
  instances_.ask(0, {{"command", "answer"}},
                 [this](Result<Instances::Answered> result) { result_ = std::move(result); });
  pass(1ms);
  ASSERT_TRUE(result_);
  EXPECT_EQ(result_->error().code, "no-instance");
}

}  // namespace
}  // namespace tipring::rtpengine
