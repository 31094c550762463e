#include "runtime/ports/reason_phrase.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(ReasonPhraseTest, IsThatOfTheStandard) {
  EXPECT_EQ(reason_phrase(486), "Busy Here");
  EXPECT_EQ(reason_phrase(500), "Server Internal Error");
  EXPECT_EQ(reason_phrase(606), "Not Acceptable");
}

TEST(ReasonPhraseTest, OneThatNobodyListsTellsItsClass) {
  EXPECT_EQ(reason_phrase(198), "Progress");
  EXPECT_EQ(reason_phrase(299), "OK");
  EXPECT_EQ(reason_phrase(699), "Failure");
}

}  // namespace
}  // namespace tipring
