#include "adapters/rtp/latch.h"

#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

UdpAddress at(const char* ip, std::uint16_t port) {
  return UdpAddress::parse(ip, port).value();
}

const UdpAddress described = at("192.0.2.1", 4000);
const UdpAddress translated = at("198.51.100.7", 61000);
const UdpAddress stranger = at("203.0.113.9", 5555);

TEST(Latch, SendsToTheDescribedAddressUntilSomethingIsHeard) {
  Latch latch;
  EXPECT_FALSE(latch.accept(stranger));
  latch.describe(described);
  EXPECT_EQ(latch.destination(), described);
}

TEST(Latch, FollowsThePeerBehindAnAddressTranslator) {
  Latch latch;
  latch.describe(described);
  EXPECT_TRUE(latch.accept(translated));
  EXPECT_EQ(latch.destination(), translated);
}

TEST(Latch, MovesOnceOnly) {
  Latch latch;
  latch.describe(described);
  EXPECT_TRUE(latch.accept(translated));
  EXPECT_FALSE(latch.accept(stranger));
  EXPECT_EQ(latch.destination(), translated);
}

TEST(Latch, TheDescribedAddressTakesBackWhatAStrangerTookEarly) {
  Latch latch;
  latch.describe(described);
  EXPECT_TRUE(latch.accept(stranger));
  EXPECT_TRUE(latch.accept(described));
  EXPECT_EQ(latch.destination(), described);
  EXPECT_FALSE(latch.accept(stranger));
}

TEST(Latch, AStrangerComesTooLateOnceThePeerWasHeard) {
  Latch latch;
  latch.describe(described);
  EXPECT_TRUE(latch.accept(described));
  EXPECT_FALSE(latch.accept(stranger));
  EXPECT_EQ(latch.destination(), described);
}

TEST(Latch, SettlesAfterTheEarlyPackets) {
  Latch latch;
  latch.describe(described);
  for (std::size_t i = 0; i < Latch::early_packets; ++i)
    EXPECT_TRUE(latch.accept(translated));
  EXPECT_FALSE(latch.accept(described));
  EXPECT_EQ(latch.destination(), translated);
}

TEST(Latch, StartsOverOnlyWithANewDescription) {
  Latch latch;
  latch.describe(described);
  EXPECT_TRUE(latch.accept(translated));
  latch.describe(described);
  EXPECT_EQ(latch.destination(), translated);
  latch.describe(at("192.0.2.1", 4002));
  EXPECT_EQ(latch.destination(), at("192.0.2.1", 4002));
  EXPECT_TRUE(latch.accept(stranger));
}

TEST(UdpAddress, ReadsAndWritesBothFamilies) {
  EXPECT_EQ(at("2001:db8::1", 9).ip(), "2001:db8::1");
  EXPECT_EQ(at("127.0.0.1", 9).ip(), "127.0.0.1");
  EXPECT_EQ(at("2001:db8::1", 9).port(), 9);
  EXPECT_FALSE(at("2001:db8::1", 9) == at("2001:db8::2", 9));
  EXPECT_FALSE(at("127.0.0.1", 9) == at("127.0.0.1", 8));
  EXPECT_FALSE(UdpAddress::parse("example.com", 1));
  EXPECT_FALSE(UdpAddress::parse("", 1));
}

}  // namespace
}  // namespace tipring::rtp
