// Two phones on real sockets whose network loses a tenth of the packets and reorders another tenth, in time
// that the test moves. What is lost is told by the packet's number, so that every run is the same.

#include <array>
#include <optional>
#include <set>
#include <vector>

#include "codec_names.h"
#include "goertzel.h"
#include "media_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/rtp/leg.h"
#include "adapters/rtp/tone.h"
#include "runtime/base/chance.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr LegId speaker{1, 1};
constexpr LegId listener{1, 2};
constexpr double tone = 400;
constexpr std::size_t packets = 1500;  // Half a minute.

// Which packets a network loses, and which arrive behind the one that follows.
struct Network {
  std::set<std::size_t> lost;
  std::set<std::size_t> late;

  static Network bad() {
    Network network;
    Chance chance(2026);
    // The ends arrive, so that nothing is lost without a trace.
    for (std::size_t i = 1; i + 2 < packets; ++i) {
      const double drawn = chance.unit();
      if (drawn < 0.1) network.lost.insert(i);
      if (drawn >= 0.1 && drawn < 0.2 && !network.late.contains(i - 1)) network.late.insert(i);
    }
    return network;
  }
};

class NoEvents final : public LegEvents {
  void play_finished(LegId, OperationHandle, std::string) override {}
  void digits_sent(LegId, OperationHandle) override {}
  void digit(LegId, char) override {}
  // Of the listener, who says nothing, alone.
  void fell_silent(LegId leg, milliseconds) override {
    EXPECT_EQ(leg, listener) << "the speaker is not silent";
  }
  void speech_changed(LegId, SpeechChange) override {}
};

// One speaks, the other hears.
class LossTest : public ::testing::TestWithParam<Codec> {
 protected:
  struct Side {
    Peer peer;
    std::shared_ptr<LegFigures> figures = std::make_shared<LegFigures>();
    std::optional<Leg> leg;
    MediaAddress address;
  };

  static PayloadFormat format_of(Codec codec) {
    if (codec == Codec::g722) return {9, "G722", 8000, {}};
    if (codec == Codec::opus) return {111, "opus", 48'000, {}, 2};
    return codec == Codec::pcma ? PayloadFormat{8, "PCMA", 8000, {}} : PayloadFormat{0, "PCMU", 8000, {}};
  }

  void open(Side& side, LegId id, Codec codec) {
    auto sockets = ports_.bind_next().value();
    side.address = {"127.0.0.1", sockets.rtp.port()};
    LegSeeds seeds{.stream = {id.number, 0, 0}, .canonical_name = "test"};
    side.leg.emplace(id, std::move(sockets), SocketCount(open_), std::move(seeds), seconds(10), now_,
                     side.figures, events_);
    MediaPeer peer;
    peer.address = side.peer.address();
    peer.audio = format_of(codec);
    side.leg->set_peer(peer, now_);
  }

  // Lets the one speak to the other, and keeps what arrives there.
  void talk(Codec from, Codec to, const Network& network) {
    open(speaker_, speaker, from);
    open(listener_, listener, to);
    speaker_.leg->bridge_with(*listener_.leg, now_);
    const auto encoder = make_encoder(from);
    SineWaves waves(tone, 0);
    const PayloadFormat format = format_of(from);
    std::optional<std::pair<RtpHeader, std::vector<std::uint8_t>>> late;
    for (std::size_t i = 0; i < packets; ++i) {
      Frame frame;
      waves.fill(frame);
      std::vector<std::uint8_t> payload(largest_packet);
      payload.resize(encoder->encode(frame, payload));
      const RtpHeader header{i == 0, format.payload_type, static_cast<std::uint16_t>(i),
                             static_cast<std::uint32_t>(i * format.clock_rate / 50), 7};
      const auto held_back = std::exchange(late, std::nullopt);
      if (network.late.contains(i)) {
        late.emplace(header, payload);
      } else if (!network.lost.contains(i)) {
        arrives(header, payload);
      }
      if (held_back) arrives(held_back->first, held_back->second);
      pass_frame(i);
    }
    for (std::size_t i = 0; i < 10; ++i)
      pass_frame(i);
  }
  void arrives(const RtpHeader& header, const std::vector<std::uint8_t>& payload) {
    speaker_.peer.send(header, payload, speaker_.address);
    ++sent_;
    speaker_.leg->receive(now_);
  }
  void pass_frame(std::size_t number) {
    now_ += frame_time;
    for (Side* side : {&speaker_, &listener_}) {
      if (side->leg->wants_tick()) side->leg->tick(now_);
      if (number % 50 == 49) side->leg->second(now_);
    }
    while (auto packet = listener_.peer.take())
      heard_.push_back(std::move(*packet));
  }
  // What the listener makes of what it got, packet by packet.
  std::vector<std::int16_t> decoded(Codec codec) const {
    std::vector<std::int16_t> all;
    const auto decoder = make_decoder(codec);
    for (const Peer::Packet& packet : heard_) {
      std::array<std::int16_t, Decoder::most_samples> samples{};
      const std::size_t count = decoder->decode(packet.payload, samples);
      all.insert(all.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return all;
  }
  // The share of the time in which the tone is heard and little else.
  double share_of_tone(const std::vector<std::int16_t>& samples) const {
    std::size_t frames = 0;
    std::size_t good = 0;
    for (std::size_t i = 0; i + frame_samples <= samples.size(); i += frame_samples) {
      const std::span frame(samples.data() + i, frame_samples);
      ++frames;
      good += mean_square(frame) > 1e4 && share_at(tone, frame) > 0.5 ? 1 : 0;
    }
    return static_cast<double>(good) / static_cast<double>(frames);
  }

  std::shared_ptr<std::atomic<std::size_t>> open_ = std::make_shared<std::atomic<std::size_t>>(0);
  PortRange ports_{UdpAddress::parse("127.0.0.1", 0).value(),
                   static_cast<std::uint16_t>(16'384 + 16 * (::getpid() % 900)), 39'998};
  NoEvents events_;
  Instant now_{std::chrono::hours(1)};
  Side speaker_;
  Side listener_;
  std::vector<Peer::Packet> heard_;
  std::size_t sent_ = 0;
};

TEST_P(LossTest, WhatIsLostIsMadeUpForAndCounted) {
  const Network network = Network::bad();
  ASSERT_NEAR(static_cast<double>(network.lost.size()), packets * 0.1, packets * 0.02);
  // Another codec on the other side: what is heard there is put in order, decoded and encoded anew.
  const Codec to = GetParam() == Codec::g722 ? Codec::pcmu : Codec::g722;
  talk(GetParam(), to, network);
  EXPECT_EQ(speaker_.figures->received, sent_);
  EXPECT_EQ(speaker_.figures->lost, network.lost.size()) << "none that came late";
  EXPECT_EQ(speaker_.figures->dropped, 0U);
  EXPECT_GT(speaker_.figures->jitter_ms, 1) << "packets that overtake each other";
  EXPECT_LT(speaker_.figures->mos, 3.5);
  EXPECT_GT(speaker_.figures->mos, 2.5);
  // Without a hole, in one line of numbers: the listener's network is a good one.
  ASSERT_GT(heard_.size(), packets - 10);
  for (std::size_t i = 1; i < heard_.size(); ++i)
    ASSERT_EQ(heard_[i].header.sequence, static_cast<std::uint16_t>(heard_[i - 1].header.sequence + 1));
  // Half of the frames lost alone would be missed already.
  EXPECT_GT(share_of_tone(decoded(to)), 0.95);
}

TEST_P(LossTest, AGoodNetworkLosesNothing) {
  talk(GetParam(), GetParam() == Codec::g722 ? Codec::pcmu : Codec::g722, {});
  EXPECT_EQ(speaker_.figures->received, packets);
  EXPECT_EQ(speaker_.figures->lost, 0U);
  EXPECT_GT(speaker_.figures->mos, 4);
}

INSTANTIATE_TEST_SUITE_P(All, LossTest, ::testing::Values(Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus),
                         [](const auto& one) { return name_of(one.param); });

// Between phones of one codec packets go on as they came: the listener sees the same loss, and conceals it
// itself.
using RelayedLossTest = LossTest;

TEST_F(RelayedLossTest, LossOnTheWayHereIsSeenAsLossBehind) {
  const Network network = Network::bad();
  talk(Codec::pcmu, Codec::pcma, network);
  ASSERT_EQ(heard_.size(), packets - network.lost.size());
  ReceiveStatistics seen;
  for (const Peer::Packet& packet : heard_)
    seen.receive(packet.header, now_, true);
  EXPECT_EQ(seen.lost(), network.lost.size());
}

// A line that is dead for a while is heard as silence, and goes on.
TEST_F(RelayedLossTest, AnOutageEndsInSilenceAndThenTheCallGoesOn) {
  Network network;
  for (std::size_t i = 500; i < 700; ++i)
    network.lost.insert(i);
  talk(Codec::pcmu, Codec::g722, network);
  EXPECT_EQ(speaker_.figures->lost, 200U);
  const auto samples = decoded(Codec::g722);
  // Nothing is sent while there is nothing to hear, but for what was made up.
  EXPECT_NEAR(static_cast<double>(heard_.size()), packets - 200, 10);
  EXPECT_GT(share_of_tone(samples), 0.98);
}

}  // namespace
}  // namespace tipring::rtp
