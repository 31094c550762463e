#include "adapters/sip/reason_header.h"

#include <gtest/gtest.h>

namespace tipring::sip {
namespace {

TEST(ReasonHeaderTest, WritesReason) {
  EXPECT_EQ(reason_header({Release::By::local, 0, 17, "User \"busy\""}),
            R"(Q.850;cause=17;text="User \"busy\"")");
  EXPECT_EQ(reason_header({Release::By::local, 0, 16, ""}), "Q.850;cause=16");
}

TEST(ReasonHeaderTest, WritesNothingForCausesThatDoNotExist) {
  EXPECT_EQ(reason_header({Release::By::local, 0, 0, "x"}), "");
  EXPECT_EQ(reason_header({Release::By::local, 0, 128, "x"}), "");
}

}  // namespace
}  // namespace tipring::sip
