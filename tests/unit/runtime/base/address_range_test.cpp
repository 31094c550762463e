#include "runtime/base/address_range.h"

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
