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

TEST(HostPartTest, AnIPv4AddressHasFourDecimalParts) {
  for (const char* uri : {"sip:127.2", "sip:+1900@127.0.2:5060", "sip:0x7f000002",
                          "sip:2130706434;maddr=192.0.2.1", "sip:0177.0.0.02", "sip:0X7F.2", "sip:127.0.0.2."})
    EXPECT_EQ(host_part_of(uri), "127.0.0.2") << uri;
  for (const char* host :
       {"127.16777216", "1.2.3.4.5", "256.1", "0x", "1..2", "127.0.0.09", "4294967296", "127.-2"})
    EXPECT_EQ(host_part_of("sip:" + std::string(host)), host);
}

TEST(HostPartTest, TheParameterMaddrIsAHostToo) {
  EXPECT_EQ(maddr_of("sip:+1900@elsewhere.example;transport=udp;MADDR=GW.Carrier.Example.;lr"),
            "gw.carrier.example");
  EXPECT_EQ(maddr_of("sip:a@b;maddr=[2001:DB8::1]?Subject=x"), "2001:db8::1");
  EXPECT_EQ(maddr_of("sip:a@b;maddr=127.2"), "127.0.0.2");
  for (const char* uri : {"sip:a;maddr=192.0.2.1@b", "sip:a@b", "sip:a@b?x=;maddr=192.0.2.1", "sip:a@b;maddr",
                          "sip:a@b;maddress=192.0.2.1"})
    EXPECT_EQ(maddr_of(uri), "") << uri;
}

TEST(HostPartTest, ThereMayBeNone) {
  for (const char* uri : {"", "sip:", "sip:ann@", "gw.carrier.example"})
    EXPECT_EQ(host_part_of(uri), "") << uri;
}

TEST(HostPartTest, AnAddressIsTheSameHoweverItIsWritten) {
  EXPECT_TRUE(same_host("2001:db8::1", "2001:db8:0:0::1"));
  EXPECT_TRUE(same_host("192.0.2.1", "192.0.2.1"));
  EXPECT_TRUE(same_host("gw.carrier.example", "gw.carrier.example"));
  EXPECT_TRUE(same_host("localhost", "127.0.0.1"));
  EXPECT_FALSE(same_host("localhost", "127.0.0.2"));
  EXPECT_TRUE(same_host("::1", "localhost"));
  EXPECT_TRUE(same_host("0.0.0.0", "127.0.0.1"));
  EXPECT_TRUE(same_host("::", "localhost"));
  EXPECT_FALSE(same_host("127.0.0.1", "127.0.0.2"));
  EXPECT_FALSE(same_host("0.0.0.0", "192.0.2.1"));
  EXPECT_FALSE(same_host("192.0.2.1", "192.0.2.2"));
  EXPECT_FALSE(same_host("gw.carrier.example", "192.0.2.1"));
  EXPECT_FALSE(same_host("", ""));
}

}  // namespace
}  // namespace tipring
