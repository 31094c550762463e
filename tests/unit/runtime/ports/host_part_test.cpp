#include "runtime/ports/host_part.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(HostPartTest, IsOneHoweverItIsWritten) {
  for (const char* uri :
       {"sip:gw.carrier.example", "SIP:+1900@GW.Carrier.Example", "sips:a;b=c@gw.carrier.example:5070",
        "sip:a?b@gw.carrier.example.;transport=tcp", "sip:gw.carrier.example?Subject=x"})
    EXPECT_EQ(host_part_of(uri), "gw.carrier.example") << uri;
  EXPECT_EQ(host_part_of("sip:ann@[2001:DB8::1]:5060"), "2001:db8::1");
  EXPECT_EQ(host_part_of("sip:192.0.2.1:5060"), "192.0.2.1");
}

TEST(HostPartTest, ThereMayBeNone) {
  for (const char* uri : {"", "sip:", "sip:ann@", "gw.carrier.example"})
    EXPECT_EQ(host_part_of(uri), "") << uri;
}

TEST(HostPartTest, AnAddressIsTheSameHoweverItIsWritten) {
  EXPECT_TRUE(same_host("2001:db8::1", "2001:db8:0:0::1"));
  EXPECT_TRUE(same_host("192.0.2.1", "192.0.2.1"));
  EXPECT_TRUE(same_host("gw.carrier.example", "gw.carrier.example"));
  EXPECT_FALSE(same_host("192.0.2.1", "192.0.2.2"));
  EXPECT_FALSE(same_host("gw.carrier.example", "192.0.2.1"));
  EXPECT_FALSE(same_host("", ""));
}

}  // namespace
}  // namespace tipring
