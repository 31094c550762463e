#include "adapters/rtp/incoming_audio.h"

#include <algorithm>
#include <array>
#include <vector>

#include "codec_names.h"
#include "goertzel.h"
#include <gtest/gtest.h>

#include "adapters/rtp/tone.h"
#include "runtime/base/chance.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;
using Kind = IncomingAudio::Kind;

constexpr milliseconds depth{60};

// A sender with a clock of its own, a network that does as it is told, and the audio that comes out.
class Line {
 public:
  explicit Line(Codec codec, double hertz = 400)
      : codec_(codec), encoder_(make_encoder(codec)), waves_(hertz, 0) {}

  // The sender's next packet arrives `late` after it was sent; never: it is lost.
  static constexpr milliseconds never{-1};
  void send(milliseconds late = milliseconds(0)) {
    Frame frame;
    waves_.fill(frame);
    Packet packet{{false, 0, sequence_++, timestamp_, 7}, sent_at_ + late, {}};
    packet.payload.resize(largest_packet);
    packet.payload.resize(encoder_->encode(frame, packet.payload));
    if (late != never) packets_.push_back(std::move(packet));
    pause();
  }
  // Comfort noise in place of audio.
  void send_noise() {
    packets_.push_back({{false, 13, sequence_++, timestamp_, 7}, sent_at_, {}});
    pause();
  }
  // 20 ms in which the sender sends nothing.
  void pause() {
    timestamp_ += static_cast<std::uint32_t>(frame_samples) * units_a_sample(clock_rate_of(codec_));
    sent_at_ += frame_time;
  }

  // Lets everything arrive, and the frames be taken when they are due.
  std::vector<std::int16_t> heard() {
    std::ranges::stable_sort(packets_, {}, &Packet::arrives);
    std::vector<std::int16_t> all;
    const Instant end = sent_at_ + depth + frame_time;
    auto next = packets_.begin();
    for (Instant now = start; now < end; now += milliseconds(1)) {
      for (; next != packets_.end() && next->arrives <= now; ++next)
        audio_.put(codec_, next->header, next->payload, next->arrives);
      while (audio_.due(now)) {
        Frame frame;
        kinds_.push_back(audio_.take(frame));
        all.insert(all.end(), frame.begin(), frame.end());
      }
    }
    return all;
  }

  std::size_t count(Kind kind) const { return static_cast<std::size_t>(std::ranges::count(kinds_, kind)); }

 private:
  struct Packet {
    RtpHeader header;
    Instant arrives;
    std::vector<std::uint8_t> payload;
  };
  static constexpr Instant start{std::chrono::seconds(100)};

  Codec codec_;
  std::unique_ptr<Encoder> encoder_;
  SineWaves waves_;
  std::uint16_t sequence_ = 65'500;
  std::uint32_t timestamp_ = 0xffffe000U;
  Instant sent_at_ = start;
  std::vector<Packet> packets_;
  IncomingAudio audio_{start, depth};
  std::vector<Kind> kinds_;
};

class IncomingAudioTest : public ::testing::TestWithParam<Codec> {};

TEST_P(IncomingAudioTest, OrderIsRestoredWithinTheDepth) {
  Chance chance(5);
  Line jittered(GetParam());
  Line straight(GetParam());
  for (int i = 0; i < 500; ++i) {
    jittered.send(milliseconds(i == 0 ? 0 : chance.between(0, 55)));
    straight.send();
  }
  EXPECT_EQ(jittered.heard(), straight.heard());
  EXPECT_EQ(jittered.count(Kind::concealed), 0U);
}

TEST_P(IncomingAudioTest, OfTenPercentLossNothingIsSilent) {
  Chance chance(6);
  Line line(GetParam());
  int lost = 0;
  for (int i = 0; i < 500; ++i) {
    const bool loses = i > 0 && chance.unit() < 0.1;
    lost += loses ? 1 : 0;
    line.send(loses ? Line::never : milliseconds(chance.between(0, 30)));
  }
  ASSERT_GT(lost, 30);
  const auto heard = line.heard();
  EXPECT_EQ(line.count(Kind::nothing), 0U);
  // The line goes on at its level: no 20 ms fall by more than 6 dB but where several in a row were lost. Opus
  // needs some packets after a loss before it finds a steady tone again.
  const double level = mean_square(heard);
  int soft = 0;
  for (std::size_t at = 1600; at + frame_samples <= heard.size(); at += frame_samples)
    soft += mean_square(std::span(heard).subspan(at, frame_samples)) < level / 4 ? 1 : 0;
  EXPECT_LE(soft, GetParam() == Codec::opus ? lost * 5 / 2 : lost / 4) << lost;
  EXPECT_GT(share_at(400, std::span(heard).subspan(1600, 8000)), 0.7);
}

TEST_P(IncomingAudioTest, APauseThatIsSaidToBeOneIsNotTakenForLoss) {
  Line line(GetParam());
  for (int i = 0; i < 20; ++i)
    line.send();
  line.send_noise();
  for (int i = 0; i < 25; ++i)
    line.pause();
  line.send_noise();
  for (int i = 0; i < 24; ++i)
    line.pause();
  for (int i = 0; i < 20; ++i)
    line.send();
  const auto heard = line.heard();
  EXPECT_EQ(line.count(Kind::concealed), 0U);
  // Within a frame of the words before and after: Opus runs a little behind.
  EXPECT_EQ(mean_square(std::span(heard).subspan(22 * frame_samples, 48 * frame_samples)), 0);
  EXPECT_GT(share_at(400, std::span(heard).subspan(80 * frame_samples, 8 * frame_samples)), 0.9);
}

TEST_P(IncomingAudioTest, APauseIsSilentAfterAFade) {
  Line line(GetParam());
  for (int i = 0; i < 20; ++i)
    line.send();
  for (int i = 0; i < 50; ++i)
    line.pause();
  for (int i = 0; i < 20; ++i)
    line.send();
  const auto heard = line.heard();
  ASSERT_GE(heard.size(), 90U * frame_samples);
  EXPECT_EQ(mean_square(std::span(heard).subspan(24 * frame_samples, 45 * frame_samples)), 0);
  EXPECT_GT(share_at(400, std::span(heard).subspan(73 * frame_samples, 15 * frame_samples)), 0.8);
}

INSTANTIATE_TEST_SUITE_P(All, IncomingAudioTest,
                         ::testing::Values(Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus),
                         [](const auto& one) { return name_of(one.param); });

TEST(IncomingAudio, AnotherCodecIsHeardFromItsFirstPacketOn) {
  IncomingAudio audio({}, milliseconds(0));
  const auto encoder = make_encoder(Codec::g722);
  Frame loud;
  loud.fill(4000);
  std::array<std::uint8_t, largest_packet> payload{};
  std::array<std::uint8_t, frame_samples> mu{};
  mu.fill(0x80);
  Instant now{};
  audio.put(Codec::pcmu, {false, 0, 1, 0, 7}, mu, now);
  audio.put(Codec::g722, {false, 9, 2, 160, 7}, std::span(payload).first(encoder->encode(loud, payload)),
            now + frame_time);
  Frame frame;
  EXPECT_EQ(audio.take(frame), Kind::heard);
  EXPECT_EQ(audio.take(frame), Kind::heard);
}

TEST(IncomingAudio, BeforeAnythingCameThereIsNothing) {
  IncomingAudio audio({}, depth);
  EXPECT_FALSE(audio.due(Instant{milliseconds(79)}));
  EXPECT_TRUE(audio.due(Instant{milliseconds(80)}));
  Frame frame;
  EXPECT_EQ(audio.take(frame), Kind::nothing);
  EXPECT_EQ(mean_square(frame), 0);
}

}  // namespace
}  // namespace tipring::rtp
