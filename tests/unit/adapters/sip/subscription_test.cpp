#include "adapters/sip/subscription.h"

#include <gtest/gtest.h>

#include "adapters/sip/event_bodies.h"

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;

class SubscriptionTest : public testing::Test {
 protected:
  // What is sent at this moment: the version, and for how long it holds; nothing where none is.
  std::optional<std::pair<std::uint32_t, Duration>> sent() {
    const auto notification = subscription.take(now);
    if (!notification) return std::nullopt;
    return std::pair(notification->version, notification->left);
  }
  void expect_sent(std::uint32_t version, Duration left) { EXPECT_EQ(sent(), std::pair(version, left)); }

  Instant now{Duration(1h)};
  Subscription subscription;
};

TEST_F(SubscriptionTest, BeginsWithANotification) {
  subscription.subscribe(1min, now);
  EXPECT_EQ(subscription.deadline(), now);
  expect_sent(0, 1min);
  EXPECT_EQ(sent(), std::nullopt);
  EXPECT_EQ(subscription.deadline(), std::nullopt);  // Until it is answered.
  subscription.answered(200);
  EXPECT_EQ(subscription.deadline(), now + 1min);
}

TEST_F(SubscriptionTest, ChangesAreToldOnceASecond) {
  subscription.subscribe(1min, now);
  expect_sent(0, 1min);
  subscription.answered(200);
  subscription.changed();
  subscription.changed();
  EXPECT_EQ(sent(), std::nullopt);
  EXPECT_EQ(subscription.deadline(), now + 1s);
  now += 1s;
  expect_sent(1, 59s);
  subscription.answered(200);
  now += 1s;
  EXPECT_EQ(sent(), std::nullopt);
  subscription.changed();
  expect_sent(2, 58s);
}

TEST_F(SubscriptionTest, AChangeWhileOneIsUnderWayIsToldAfterIt) {
  subscription.subscribe(1min, now);
  expect_sent(0, 1min);
  subscription.changed();
  now += 5s;
  EXPECT_EQ(sent(), std::nullopt);
  subscription.answered(200);
  expect_sent(1, 55s);
}

TEST_F(SubscriptionTest, RenewalsLengthenItAndAreToldAtOnce) {
  subscription.subscribe(1min, now);
  expect_sent(0, 1min);
  subscription.answered(200);
  now += 59s;
  subscription.subscribe(1min, now);
  expect_sent(1, 1min);
  subscription.answered(200);
  now += 2s;
  EXPECT_EQ(sent(), std::nullopt);
  EXPECT_FALSE(subscription.is_over());
}

TEST_F(SubscriptionTest, EndsWithItsTime) {
  subscription.subscribe(1min, now);
  expect_sent(0, 1min);
  subscription.answered(200);
  now += 1min;
  const auto last = subscription.take(now);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->left, 0s);
  EXPECT_EQ(last->reason, "timeout");
  EXPECT_FALSE(subscription.is_over());
  subscription.answered(200);
  EXPECT_TRUE(subscription.is_over());
  EXPECT_EQ(subscription.deadline(), std::nullopt);
}

TEST_F(SubscriptionTest, IsEndedByTheSubscriber) {
  subscription.subscribe(1min, now);
  expect_sent(0, 1min);
  subscription.answered(200);
  subscription.subscribe(0s, now);
  expect_sent(1, 0s);
  subscription.answered(481);
  EXPECT_TRUE(subscription.is_over());
}

TEST_F(SubscriptionTest, RenewedWhileTheLastOneIsUnderWayIsOverAllTheSame) {
  subscription.subscribe(1min, now);
  expect_sent(0, 1min);
  subscription.answered(200);
  now += 1min;
  expect_sent(1, 0s);
  subscription.subscribe(1min, now);
  subscription.answered(200);
  EXPECT_TRUE(subscription.is_over());
}

TEST_F(SubscriptionTest, EndsWhereNotificationsAreNotTaken) {
  for (const int status : {481, 408, 503, 500}) {
    Subscription one;
    one.subscribe(1min, now);
    ASSERT_TRUE(one.take(now));
    one.answered(status);
    EXPECT_TRUE(one.is_over()) << status;
  }
}

TEST(EventBodiesTest, ADialogInfoNamesNobody) {
  EXPECT_EQ(dialog_info("sip:100@\"<&>", 7,
                        {{.leg = {1, 5}, .phone_called = true, .state = PhoneDialog::State::early},
                         {.leg = {1, 6}, .state = PhoneDialog::State::confirmed}}),
            "<?xml version=\"1.0\"?>\r\n"
            "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"7\" state=\"full\" "
            "entity=\"sip:100@&quot;&lt;&amp;&gt;\">\r\n"
            "<dialog id=\"1.5\" direction=\"initiator\"><state>early</state></dialog>\r\n"
            "<dialog id=\"1.6\" direction=\"recipient\"><state>confirmed</state></dialog>\r\n"
            "</dialog-info>\r\n");
}

TEST(EventBodiesTest, AMessageSummaryCounts) {
  EXPECT_EQ(message_summary("sip:100@192.0.2.1", {2, 5}),
            "Messages-Waiting: yes\r\nMessage-Account: sip:100@192.0.2.1\r\nVoice-Message: 2/5\r\n");
  EXPECT_EQ(message_summary("sip:100@192.0.2.1", {0, 5}),
            "Messages-Waiting: no\r\nMessage-Account: sip:100@192.0.2.1\r\nVoice-Message: 0/5\r\n");
}

}  // namespace
}  // namespace tipring::sip
