#include "runtime/base/address_range.h"

#include <array>

#include <arpa/inet.h>
#include <gmock/gmock.h>

namespace tipring {
namespace {

using testing::HasSubstr;

TEST(AddressRangeTest, AnAddressIsInTheNetworksThatHoldIt) {
  const auto in = [](const char* range, const std::string& ip) {
    return parse_address_range(range)->contains(ip);
  };
  EXPECT_TRUE(in("192.0.2.0/24", "192.0.2.255"));
  EXPECT_FALSE(in("192.0.2.0/24", "192.0.3.0"));
  EXPECT_TRUE(in("192.0.2.128/25", "192.0.2.129"));
  EXPECT_FALSE(in("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(in("192.0.2.7", "192.0.2.7"));
  EXPECT_FALSE(in("192.0.2.7", "192.0.2.8"));
  EXPECT_TRUE(in("0.0.0.0/0", "203.0.113.1"));
  EXPECT_FALSE(in("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(in("2001:db8::/32", "2001:db8:1::1"));
  EXPECT_FALSE(in("2001:db8::/32", "2001:db9::1"));
  EXPECT_FALSE(in("192.0.2.0/24", "nonsense"));
}

// The system's own reading is the measure.
TEST(AddressRangeTest, AddressesAreReadAsTheSystemReadsThem) {
  for (const char* text : {"0.0.0.0",
                           "255.255.255.255",
                           "1.2.3",
                           "1.2.3.4.5",
                           "1.2.3.256",
                           "01.2.3.4",
                           "1..2.3",
                           "1.2.3.",
                           "1.2.3.4 ",
                           "::",
                           "::1",
                           "1::",
                           "1:2:3:4:5:6:7:8",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1::2::3",
                           ":::",
                           ":1",
                           "1:",
                           "1:::2",
                           "::ffff:192.0.2.1",
                           "1:2:3:4:5:6:192.0.2.1",
                           "::192.0.2.1:1",
                           "1:2:3:4:5:6:7::",
                           "::2:3:4:5:6:7:8",
                           "12345::",
                           "g::",
                           "-1::",
                           "+1.2.3.4",
                           "FE80::aBcD",
                           ""}) {
    std::array<std::uint8_t, 16> bytes{};
    const bool is_v4 = inet_pton(AF_INET, text, bytes.data() + 12) == 1;
    if (is_v4) bytes[10] = bytes[11] = 0xff;
    const bool is_address = is_v4 || inet_pton(AF_INET6, text, bytes.data()) == 1;
    const auto range = parse_address_range(text);
    ASSERT_EQ(range.ok(), is_address) << text;
    if (is_address) {
      EXPECT_EQ(range->prefix, bytes) << text;
    }
  }
}

TEST(AddressRangeTest, WhatIsNoNetworkIsNamed) {
  for (const auto& [text, what] : {std::pair{"carrier.example", "no numeric address"},
                                   {"192.0.2.0/33", "from 0 to 32"},
                                   {"192.0.2.0/", "from 0 to 32"},
                                   {"2001:db8::/129", "from 0 to 128"},
                                   {"", "no numeric address"}}) {
    const auto range = parse_address_range(text);
    ASSERT_FALSE(range.ok()) << text;
    EXPECT_THAT(range.error().text, HasSubstr(what));
  }
}

}  // namespace
}  // namespace tipring
