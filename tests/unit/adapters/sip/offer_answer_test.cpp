#include "adapters/sip/offer_answer.h"

#include <gtest/gtest.h>

namespace tipring::sip {
namespace {

TEST(OfferAnswerTest, OurOfferIsAnsweredByThePeer) {
  OfferAnswer exchange;
  EXPECT_FALSE(exchange.settled());
  EXPECT_EQ(exchange.send(), OfferAnswer::Role::offer);
  EXPECT_EQ(exchange.state(), OfferAnswer::State::offered_by_us);
  EXPECT_EQ(exchange.receive(), OfferAnswer::Received::answer);
  EXPECT_TRUE(exchange.settled());
}

TEST(OfferAnswerTest, ThePeersOfferIsAnsweredByUs) {
  OfferAnswer exchange;
  EXPECT_EQ(exchange.receive(), OfferAnswer::Received::offer);
  EXPECT_EQ(exchange.send(), OfferAnswer::Role::answer);
  EXPECT_TRUE(exchange.settled());
}

TEST(OfferAnswerTest, ASecondOfferBeforeTheAnswerIsGlare) {
  OfferAnswer exchange;
  exchange.receive();
  EXPECT_EQ(exchange.receive(), OfferAnswer::Received::glare);
  EXPECT_EQ(exchange.send(), OfferAnswer::Role::answer) << "the first offer is still open";
}

TEST(OfferAnswerTest, ARefusedOfferLeavesWhatWasAgreed) {
  OfferAnswer exchange;
  exchange.send();
  exchange.receive();
  exchange.receive();
  exchange.withdraw();
  EXPECT_TRUE(exchange.settled());
  EXPECT_EQ(exchange.send(), OfferAnswer::Role::offer);
}

}  // namespace
}  // namespace tipring::sip
