#include "cli/switchboard/media_ports.h"

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

TEST(MediaPortsTest, AreARange) {
  const auto ports = parse_media_ports("20000-20003");
  ASSERT_TRUE(ports);
  EXPECT_EQ(ports->first, 20000);
  EXPECT_EQ(ports->last, 20003);
  EXPECT_TRUE(parse_media_ports("1024-65535"));
}

TEST(MediaPortsTest, WithRoomForALegAtLeast) {
  for (const char* text : {"", "20000", "20000-", "-20000", "20000-20000", "20001-20002", "20002-20000",
                           "0-20000", "20000-65536", "20000-20002x", "a-b", "65535-65535", "20000-20001-20002"})
    EXPECT_EQ(parse_media_ports(text).error().code, "bad-ports") << text;
}

}  // namespace
}  // namespace tipring::cli
