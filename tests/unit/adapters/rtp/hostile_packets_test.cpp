#include "media_fixture.h"
#include <gtest/gtest.h>

#include "runtime/base/chance.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;
using HostilePackets = MediaFixture;

TEST_F(HostilePackets, GarbageIsCountedAndMovesNothing) {
  Peer peer;
  Peer stranger;
  const auto address = open(first, peer);
  stranger.send_bytes({}, address);
  stranger.send_bytes({1, 2, 3}, address);
  stranger.send_bytes(std::vector<std::uint8_t>(3000, 0x80), address);
  stranger.send_frame(0x11, address, 99);
  stranger.send({false, 0, 1, 1, 1}, {}, address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_dropped == 5; }));
  EXPECT_EQ(media_->statistics(first)->packets_received, 0U);
  media_->play(first, {1, 1}, {SilenceClip{milliseconds(20)}});
  EXPECT_TRUE(peer.next());
}

TEST_F(HostilePackets, AStrangerNeitherHearsNorSpeaks) {
  Peer peer;
  Peer stranger;
  const auto address = open(first, peer);
  peer.send_frame(0x11, address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 1; }));
  stranger.send_frame(0x22, address);
  stranger.press('9', address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_dropped == 8; }));
  peer.press('1', address);
  EXPECT_TRUE(reactor_.run_until([&] { return !digits_[first].empty(); }));
  EXPECT_EQ(digits_[first], "1");
  media_->play(first, {1, 1}, {SilenceClip{milliseconds(20)}});
  EXPECT_TRUE(peer.next());
  EXPECT_EQ(stranger.take(), std::nullopt);
}

TEST_F(HostilePackets, APeerBehindAnAddressTranslatorIsFound) {
  Peer described_as;
  Peer translated;
  const auto address = open(first, described_as);
  translated.send_frame(0x11, address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 1; }));
  media_->play(first, {1, 1}, {SilenceClip{milliseconds(20)}});
  EXPECT_TRUE(translated.next());
}

TEST_F(HostilePackets, NothingIsHeardBeforeThePeerIsKnown) {
  Peer peer;
  const auto address = media_->open(first).value();
  peer.send_frame(0x11, address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_dropped == 1; }));
}

TEST_F(HostilePackets, AFloodLeavesTheOtherLegsAlone) {
  Peer flooder;
  Peer peer;
  const auto address = open(first, flooder);
  open(second, peer);
  media_->play(second, {1, 1}, {SilenceClip{milliseconds(200)}});
  // What comes while the thread rests, the system drops by itself once the socket is full: as many as it takes
  // until the leg's allowance for a second is used up.
  for (int sent = 0; sent < 400'000 && media_->statistics(first)->packets_dropped == 0; ++sent)
    flooder.send_frame(0x11, address);
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(1); }));
  EXPECT_EQ(media_->statistics(second)->packets_sent, 10U);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_dropped > 0; }));
}

TEST_F(HostilePackets, NothingBreaksWhateverIsSent) {
  Peer peer;
  Peer other;
  const auto address = open(first, peer);
  open(second, other, G711::pcma);
  media_->bridge(first, second);
  media_->record(first, {9, 1}, {folder_.file("noise.wav"), milliseconds(60'000), {}});
  Chance chance(11);
  for (int i = 0; i < 3000; ++i) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(chance.between(0, 2100)));
    for (auto& byte : bytes)
      byte = static_cast<std::uint8_t>(chance.next());
    if (bytes.size() > 1) {
      bytes[0] = static_cast<std::uint8_t>(0x80U | (bytes[0] & 0x3fU));
      bytes[1] = static_cast<std::uint8_t>(chance.between(0, 1) == 0 ? 0 : 101);
    }
    peer.send_bytes(bytes, address);
  }
  media_->stop_record(first, {9, 1});
  EXPECT_TRUE(reactor_.run_until([&] { return recorded_.contains(9); }));
  EXPECT_EQ(recorded_[9].end, RecordingEnd::stopped);
}

}  // namespace
}  // namespace tipring::rtp
