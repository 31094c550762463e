#include "runtime/ports/user_part.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(UserPartTest, IsWhatStandsBeforeTheHost) {
  EXPECT_EQ(user_part_of("sip:4711@gw.carrier.example"), "4711");
  EXPECT_EQ(user_part_of("sips:a%20b@192.0.2.1;transport=tls"), "a%20b");
}

TEST(UserPartTest, ThereMayBeNone) {
  for (const char* uri : {"sip:gw.carrier.example", "sip:@host", "ann@home:5060", "", "sip:"})
    EXPECT_EQ(user_part_of(uri), "") << uri;
}

}  // namespace
}  // namespace tipring
