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

TEST(UserPartTest, EscapesAreMadeAndUndone) {
  EXPECT_EQ(escaped_user("+12025550143"), "+12025550143");
  EXPECT_EQ(escaped_user("a b@c:d"), "a%20b%40c%3Ad");
  EXPECT_EQ(unescaped("a%20b%40c%3ad"), "a b@c:d");
  EXPECT_EQ(unescaped("50%"), "50%");
  EXPECT_EQ(unescaped("%2"), "%2");
  EXPECT_EQ(unescaped("%zz%41"), "%zzA");
}

}  // namespace
}  // namespace tipring
