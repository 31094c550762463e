#include "media_fixture.h"
#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;
using ReportsTest = MediaFixture;

// Its first report comes after some seconds: the only test that waits for one.
TEST_F(ReportsTest, TellWhatCameAndMeasureTheWay) {
  Peer peer;
  const auto address = open(first, peer);
  media_->play(first, {1, 1}, {ToneClip{"", {{500, 0, milliseconds(1000)}}, milliseconds(0)}});
  for (int i = 0; i < 10; ++i)
    peer.send_frame(0x11, address);
  const auto report = peer.next_report();
  ASSERT_TRUE(report);
  ASSERT_TRUE(report->sender);
  EXPECT_GT(report->sender->packets, 0U);
  EXPECT_EQ(report->sender->octets, 160 * report->sender->packets);
  ASSERT_EQ(report->blocks.size(), 1U);
  EXPECT_EQ(report->blocks[0].ssrc, 0x5eedU);
  EXPECT_EQ(report->blocks[0].lost, 0);
  EXPECT_EQ(report->blocks[0].highest, 109U);

  RtcpReport answer;
  answer.ssrc = 0x5eed;
  answer.blocks = {{report->ssrc, 0, 3, 0, 80, static_cast<std::uint32_t>(report->sender->ntp >> 16U), 0}};
  peer.send_report(answer, address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.round_trip_ms.has_value(); }));
  const auto figures = media_->statistics(first).value();
  EXPECT_EQ(figures.peer_packets_lost, 3U);
  EXPECT_EQ(figures.peer_jitter_ms, 10);
  EXPECT_GE(*figures.round_trip_ms, 0);
  ASSERT_TRUE(figures.mos);
  EXPECT_GT(*figures.mos, 4.3);
}

TEST_F(ReportsTest, EndWithAGoodbye) {
  Peer peer;
  const auto address = open(first, peer);
  peer.send_frame(0x11, address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 1; }));
  media_->close(first);
  const auto report = peer.next_report();
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->bye);
  EXPECT_FALSE(report->sender);
  EXPECT_EQ(report->blocks.at(0).ssrc, 0x5eedU);
}

TEST_F(ReportsTest, ShareThePortWhereThatIsAgreed) {
  Peer peer;
  const auto address = media_->open(first).value();
  auto shared = described(peer);
  shared.rtcp_mux = true;
  media_->set_peer(first, shared);
  peer.send_frame(0x11, address);
  peer.send_report({0x5eed, {}, {}, false}, address, true);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 1; }));
  media_->close(first);
  const auto report = peer.next_report(true);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->bye);
}

// RFC 3389.
TEST_F(ReportsTest, ComfortNoiseIsNeitherLostNorPassedOn) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  open(second, bob);
  media_->bridge(first, second);
  ann.send_frame(0x11, to_ann);
  ASSERT_TRUE(bob.next());
  const PayloadFormat noise{13, "CN", 8000, {}};
  for (int i = 0; i < 5; ++i)
    ann.send_payload({60}, to_ann, noise);
  ann.send_frame(0x22, to_ann);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 7; }));
  EXPECT_EQ(media_->statistics(first)->packets_lost, 0U);
  EXPECT_EQ(media_->statistics(first)->packets_dropped, 0U);
  const auto next = bob.next();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->payload[0], 0x22);
}

TEST_F(ReportsTest, GarbageIsDropped) {
  Peer peer;
  const auto address = open(first, peer);
  MediaAddress control = address;
  ++control.port;
  peer.send_bytes({0x80, 201, 0, 9, 1, 2, 3, 4}, control);
  peer.send_bytes({}, control);
  peer.send_bytes(std::vector<std::uint8_t>(3000, 0x81), control);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_dropped == 3; }));
  EXPECT_FALSE(media_->statistics(first)->round_trip_ms);
  EXPECT_FALSE(media_->statistics(first)->mos);
}

class SilenceTest : public MediaFixture {
 protected:
  SilenceTest() {
    RtpOptions options;
    options.seed = 1;
    options.first_port = static_cast<std::uint16_t>(30'848 + 2 * (::getpid() % 900));
    options.silence_limit = milliseconds(1);
    media_ = RtpMedia::create(options, reactor_, *this).value();
  }
};

TEST_F(SilenceTest, OfWhoShouldSendIsTold) {
  Peer held;
  Peer peer;
  media_->open(first).value();
  auto listening = described(held);
  listening.direction = MediaDirection::send_only;
  media_->set_peer(first, listening);
  open(second, peer);
  EXPECT_TRUE(reactor_.run_until([&] { return !silent_.empty(); }));
  EXPECT_EQ(silent_, std::vector<LegId>{second});
}

}  // namespace
}  // namespace tipring::rtp
