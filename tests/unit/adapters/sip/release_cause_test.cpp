#include "adapters/sip/release_cause.h"

#include <gtest/gtest.h>

namespace tipring::sip {
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

TEST(ReleaseCauseTest, WritesReason) {
  EXPECT_EQ(reason_header({Release::By::local, 0, 17, "User \"busy\""}),
            R"(Q.850;cause=17;text="User \"busy\"")");
  EXPECT_EQ(reason_header({Release::By::local, 0, 16, ""}), "Q.850;cause=16");
}

TEST(ReleaseCauseTest, WritesNothingForCausesThatDoNotExist) {
  EXPECT_EQ(reason_header({Release::By::local, 0, 0, "x"}), "");
  EXPECT_EQ(reason_header({Release::By::local, 0, 128, "x"}), "");
}

}  // namespace
}  // namespace tipring::sip
