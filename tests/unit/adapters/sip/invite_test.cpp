#include <gtest/gtest.h>

#include "adapters/sip/invite_client.h"
#include "adapters/sip/invite_server.h"

namespace tipring::sip {
namespace {

using std::chrono::seconds;

TEST(InviteClientTest, GoesFromCallingOverProceedingToSuccess) {
  InviteClient invite;
  EXPECT_TRUE(invite.waiting());
  invite.provisional();
  EXPECT_EQ(invite.state(), InviteClient::State::proceeding);
  EXPECT_TRUE(invite.waiting());
  EXPECT_EQ(invite.success(), InviteClient::Success::accepted);
  EXPECT_TRUE(invite.done());
}

TEST(InviteClientTest, SuccessAfterCancelIsTooLate) {
  InviteClient invite;
  invite.cancel(Instant{});
  EXPECT_FALSE(invite.waiting());
  EXPECT_EQ(invite.success(), InviteClient::Success::too_late);
  EXPECT_EQ(invite.deadline(), std::nullopt);
}

TEST(InviteClientTest, WaitsForTheFinalResponseAfterCancelFor64TimesT1) {
  InviteClient invite;
  EXPECT_EQ(invite.deadline(), std::nullopt);
  invite.cancel(Instant{} + seconds{5});
  EXPECT_EQ(invite.deadline(), Instant{} + seconds{37});
  EXPECT_TRUE(invite.failure());
  EXPECT_EQ(invite.deadline(), std::nullopt);
}

TEST(InviteClientTest, ProvisionalResponsesChangeNothingAfterCancel) {
  InviteClient invite;
  invite.cancel(Instant{});
  invite.provisional();
  EXPECT_EQ(invite.state(), InviteClient::State::cancelling);
}

TEST(InviteClientTest, OnlyTheFirstFinalResponseCounts) {
  InviteClient answered;
  EXPECT_EQ(answered.success(), InviteClient::Success::accepted);
  EXPECT_EQ(answered.success(), InviteClient::Success::duplicate);
  EXPECT_FALSE(answered.failure());

  InviteClient refused;
  EXPECT_TRUE(refused.failure());
  EXPECT_FALSE(refused.failure());
  EXPECT_EQ(refused.success(), InviteClient::Success::duplicate);
}

TEST(InviteServerTest, WaitsForTheAckOfItsSuccessFor64TimesT1) {
  InviteServer invite;
  EXPECT_TRUE(invite.open());
  EXPECT_EQ(invite.deadline(), std::nullopt);
  invite.accept(Instant{} + seconds{1});
  EXPECT_FALSE(invite.open());
  EXPECT_TRUE(invite.awaits_ack());
  EXPECT_EQ(invite.deadline(), Instant{} + seconds{33});
  EXPECT_TRUE(invite.acknowledge());
  EXPECT_EQ(invite.deadline(), std::nullopt);
  EXPECT_FALSE(invite.acknowledge()) << "a repeated ACK";
  EXPECT_FALSE(invite.give_up());
}

TEST(InviteServerTest, GivesUpWaitingOnce) {
  InviteServer invite;
  invite.accept(Instant{});
  EXPECT_TRUE(invite.give_up());
  EXPECT_EQ(invite.state(), InviteServer::State::unacknowledged);
  EXPECT_FALSE(invite.give_up());
  EXPECT_FALSE(invite.acknowledge());
}

TEST(InviteServerTest, ARefusalWaitsForNothing) {
  InviteServer invite;
  invite.refuse();
  EXPECT_FALSE(invite.open());
  EXPECT_FALSE(invite.awaits_ack());
  EXPECT_FALSE(invite.acknowledge());
  EXPECT_EQ(invite.deadline(), std::nullopt);
}

}  // namespace
}  // namespace tipring::sip
