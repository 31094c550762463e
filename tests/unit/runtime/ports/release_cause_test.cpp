#include "runtime/ports/release_cause.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(ReleaseCauseTest, FollowsTheTableOfRfc3398) {
  EXPECT_EQ(cause_of_status(486), 17);
  EXPECT_EQ(cause_of_status(404), 1);
  EXPECT_EQ(cause_of_status(480), 18);
  EXPECT_EQ(cause_of_status(503), 41);
  EXPECT_EQ(cause_of_status(603), 21);
  EXPECT_EQ(cause_of_status(499), 31) << "what the table does not name is normal, unspecified";
  EXPECT_EQ(cause_of_status(200), 16);
}

}  // namespace
}  // namespace tipring
