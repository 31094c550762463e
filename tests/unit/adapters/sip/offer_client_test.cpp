#include "adapters/sip/offer_client.h"

#include <gmock/gmock.h>

#include "adapters/sip/call_session.h"

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using Outcome = OfferClient::Outcome;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant start{};
const Release by_peer{Release::By::remote, 0, 16, ""};

Release response(int status) {
  return {Release::By::remote, status, 16, ""};
}

TEST(OfferClientTest, GlareIsTriedAgainAfterTheBackOff) {
  OfferClient offer;
  offer.want();
  ASSERT_TRUE(offer.due());
  offer.sent(start);
  EXPECT_EQ(offer.responded(491, start, 2100ms), Outcome::again);
  EXPECT_FALSE(offer.due());
  EXPECT_EQ(offer.deadline(), start + 2100ms);
  offer.wait_is_over(start + 2099ms);
  EXPECT_FALSE(offer.due());
  offer.wait_is_over(start + 2100ms);
  EXPECT_TRUE(offer.due());
  EXPECT_EQ(offer.deadline(), std::nullopt);
}

TEST(OfferClientTest, APeerThatAnswersGlareForEverRefuses) {
  OfferClient offer;
  offer.want();
  Outcome outcome = Outcome::again;
  int tries = 0;
  while (outcome == Outcome::again) {
    offer.wait_is_over(start + std::chrono::hours(1));
    offer.sent(start);
    ++tries;
    outcome = offer.responded(491, start, 10ms);
  }
  EXPECT_EQ(outcome, Outcome::refused);
  EXPECT_EQ(tries, 5);
}

TEST(OfferClientTest, APeerThatKnowsTheCallNoMoreOrIsSilentHasGone) {
  for (const auto& [status, outcome] : {std::pair(481, Outcome::gone), std::pair(408, Outcome::gone),
                                        std::pair(488, Outcome::refused), std::pair(200, Outcome::accepted)}) {
    OfferClient offer;
    offer.want();
    offer.sent(start);
    EXPECT_EQ(offer.responded(status, start, 0ms), outcome) << status;
  }
}

// RFC 3261, section 14.1.
TEST(OfferClientTest, TheBackOffOfTheCallersSideIsTheLonger) {
  EXPECT_EQ(back_off_after_glare(true, 0), 2100ms);
  EXPECT_EQ(back_off_after_glare(true, 0.9999), 4000ms);
  EXPECT_EQ(back_off_after_glare(false, 0), 0ms);
  EXPECT_EQ(back_off_after_glare(false, 0.9999), 2000ms);
}

class OffersInSessionTest : public testing::Test {
 protected:
  bool sends(Instant now = start) {
    const auto actions = session_.proceed(now);
    return actions.size() == 1 && actions.front().kind == SessionAction::Kind::send_offer;
  }
  CallSession session_ = CallSession::called();
};

TEST_F(OffersInSessionTest, WaitForTheAckOfOurAnswer) {
  EXPECT_FALSE(session_.offer());
  session_.answer(start);
  EXPECT_TRUE(session_.offer());
  EXPECT_FALSE(sends());
  static_cast<void>(session_.acknowledged(true));
  EXPECT_TRUE(sends());
  EXPECT_FALSE(sends());
}

TEST_F(OffersInSessionTest, WaitForTheEndOfThePeersOwn) {
  session_.answer(start);
  static_cast<void>(session_.acknowledged(true));
  ASSERT_EQ(session_.reinvited(false), 0);
  EXPECT_TRUE(session_.offer());
  EXPECT_FALSE(sends());
  session_.accept_reinvite(start);
  EXPECT_FALSE(sends());
  static_cast<void>(session_.acknowledged(true));
  EXPECT_TRUE(sends());
}

TEST_F(OffersInSessionTest, GlareDoesNotKeepTheTimerBusy) {
  session_.answer(start);
  static_cast<void>(session_.acknowledged(true));
  ASSERT_TRUE(session_.offer());
  ASSERT_TRUE(sends());
  static_cast<void>(session_.offer_responded(response(491), false, start, 1s));
  ASSERT_EQ(session_.reinvited(false), 0);
  const Instant later = start + 1s;
  EXPECT_EQ(session_.deadline(), later);
  EXPECT_THAT(session_.expire(later), IsEmpty());
  EXPECT_FALSE(sends(later));
  EXPECT_EQ(session_.deadline(), std::nullopt);
  session_.update_answered();
  EXPECT_TRUE(sends(later));
}

TEST_F(OffersInSessionTest, ASilentPeerEndsTheCall) {
  session_.answer(start);
  static_cast<void>(session_.acknowledged(true));
  ASSERT_TRUE(session_.offer());
  ASSERT_TRUE(sends());
  const auto actions = session_.offer_responded(response(408), false, start, 1s);
  ASSERT_THAT(actions, SizeIs(2));
  EXPECT_EQ(actions[0].kind, SessionAction::Kind::send_bye);
  EXPECT_EQ(actions[1].kind, SessionAction::Kind::tell_released);
}

TEST_F(OffersInSessionTest, NoneIsSentInACallThatEnds) {
  session_.answer(start);
  static_cast<void>(session_.acknowledged(true));
  ASSERT_TRUE(session_.offer());
  static_cast<void>(session_.release(by_peer, start));
  EXPECT_FALSE(sends());
}

}  // namespace
}  // namespace tipring::sip
