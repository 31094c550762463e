#include "adapters/rtp/e_model.h"

#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

// ITU-T G.107, table B.1 in effect: rating and opinion.
TEST(EModel, OpinionsAreThoseOfTheRecommendation) {
  EXPECT_NEAR(opinion_of(93.2), 4.41, 0.01);
  EXPECT_NEAR(opinion_of(90), 4.34, 0.01);
  EXPECT_NEAR(opinion_of(80), 4.03, 0.01);
  EXPECT_NEAR(opinion_of(70), 3.60, 0.01);
  EXPECT_NEAR(opinion_of(60), 3.10, 0.01);
  EXPECT_NEAR(opinion_of(50), 2.58, 0.01);
  EXPECT_EQ(opinion_of(0), 1);
  EXPECT_EQ(opinion_of(5), 1);
  EXPECT_EQ(opinion_of(100), 4.5);
}

TEST(EModel, AnIdealLineHasTheDefaultRating) {
  EXPECT_DOUBLE_EQ(rating_of({Codec::pcmu, 0, 0}), 93.2);
}

TEST(EModel, LossAndDelayTakeTheirShare) {
  // G.113, appendix I: two percent of G.711 with concealment.
  EXPECT_NEAR(rating_of({Codec::pcma, 0.02, 0}), 93.2 - 95 * 2 / (2 + 25.1), 0.001);
  EXPECT_NEAR(rating_of({Codec::pcma, 0, 100}), 93.2 - 2.4, 0.001);
  // Beyond 177.3 ms delay is felt.
  EXPECT_NEAR(rating_of({Codec::pcma, 0, 277.3}), 93.2 - 0.024 * 277.3 - 11, 0.001);
}

TEST(EModel, WorseIsNeverBetter) {
  for (const Codec codec : {Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus}) {
    double before = 5;
    for (int percent = 0; percent <= 100; ++percent) {
      const double opinion = opinion_of(rating_of({codec, percent / 100.0, 100}));
      EXPECT_LE(opinion, before);
      EXPECT_GE(opinion, 1);
      before = opinion;
    }
  }
  EXPECT_EQ(opinion_of(rating_of({Codec::pcmu, 7, 1e9})), 1) << "whatever is put in";
}

}  // namespace
}  // namespace tipring::rtp
