#include "adapters/sip/registration_client.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using State = RegistrationClient::State;

class RegistrationClientTest : public testing::Test {
 protected:
  // How long it waits until the next REGISTER.
  Duration wait() { return *client_.deadline() - now_; }
  void fail(std::optional<Duration> retry_after = std::nullopt) { client_.failed(retry_after, now_, chance_); }

  Instant now_{};
  Chance chance_{1};
  RegistrationClient client_{{.expires = 10min, .first_retry = 30s, .longest_retry = 30min}};
};

TEST_F(RegistrationClientTest, ItIsRenewedInGoodTime) {
  client_.start();
  EXPECT_EQ(client_.deadline(), std::nullopt);
  client_.succeeded(10min, now_, chance_);
  EXPECT_EQ(client_.state(), State::registered);
  EXPECT_GE(wait(), 7min + 30s);
  EXPECT_LE(wait(), 9min);
  EXPECT_TRUE(client_.holds(now_ + 10min - 1s));
  EXPECT_FALSE(client_.holds(now_ + 10min));
}

TEST_F(RegistrationClientTest, AfterFailuresItWaitsLongerEachTimeUpToALimit) {
  client_.start();
  Duration longest{0};
  for (const Duration most : {30s, 60s, 120s, 240s}) {
    fail();
    EXPECT_EQ(client_.state(), State::waiting);
    EXPECT_GE(wait(), most / 2);
    EXPECT_LE(wait(), most);
    longest = std::max(longest, wait());
    now_ = *client_.deadline();
    client_.renew();
  }
  EXPECT_GT(longest, 60s);
  for (int failure = 0; failure < 40; ++failure)
    fail();
  EXPECT_LE(wait(), 30min);
}

TEST_F(RegistrationClientTest, SuccessMakesItForgetFailures) {
  client_.start();
  for (int failure = 0; failure < 5; ++failure)
    fail();
  client_.renew();
  client_.succeeded(10min, now_, chance_);
  client_.renew();
  fail();
  EXPECT_LE(wait(), 30s);
  // The registrar still holds what it granted.
  EXPECT_TRUE(client_.holds(now_));
}

TEST_F(RegistrationClientTest, TheRegistrarMayAskForALongerWait) {
  client_.start();
  fail(5min);
  EXPECT_EQ(wait(), 5min);
  fail(100h);
  EXPECT_EQ(wait(), 30min);
}

TEST_F(RegistrationClientTest, ALongerTimeIsTriedWhereItIsAskedFor) {
  client_.start();
  EXPECT_TRUE(client_.too_brief(1h));
  EXPECT_EQ(client_.expires(), 1h);
  EXPECT_FALSE(client_.too_brief(1h));
  EXPECT_FALSE(client_.too_brief(1000h));
}

TEST_F(RegistrationClientTest, ItLeavesByAnExpiryOfZero) {
  client_.start();
  client_.succeeded(10min, now_, chance_);
  ASSERT_TRUE(client_.leave(now_));
  EXPECT_EQ(client_.expires(), 0s);
  EXPECT_EQ(client_.deadline(), std::nullopt);
  fail();
  EXPECT_EQ(client_.state(), State::off);
  EXPECT_FALSE(client_.holds(now_));
}

TEST_F(RegistrationClientTest, WhereNothingHoldsThereIsNothingToLeave) {
  client_.start();
  fail();
  EXPECT_FALSE(client_.leave(now_));
  EXPECT_EQ(client_.state(), State::off);
}

}  // namespace
}  // namespace tipring::sip
