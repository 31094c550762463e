#include "media_fixture.h"

#include "adapters/rtp/codec.h"
#include "adapters/rtp/tone.h"

namespace tipring::rtp {
namespace {

/// Peers that have not agreed on telephone events.
class KeysByEarTest : public MediaFixture {
 protected:
  MediaAddress open_plain(Peer& peer, const PayloadFormat& format) {
    const auto address = media_->open(first).value();
    auto plain = described(peer);
    plain.audio = format;
    plain.telephone_event.reset();
    media_->set_peer(first, plain);
    return address;
  }

  static void press(Peer& peer, char key, const PayloadFormat& format, const MediaAddress& to) {
    const auto encoder = make_encoder(*codec_of(format));
    SineWaves waves(key_tone(key).low_hertz, key_tone(key).high_hertz);
    for (int i = 0; i < 8; ++i) {
      Frame frame{};
      if (i < 5) waves.fill(frame);
      std::vector<std::uint8_t> payload(largest_packet);
      payload.resize(encoder->encode(frame, payload));
      peer.send_payload(payload, to, format);
    }
  }
};

TEST_F(KeysByEarTest, AreHeardByTheirTones) {
  for (const PayloadFormat& each : {format(G711::pcma), g722()}) {
    Peer peer;
    const auto address = open_plain(peer, each);
    press(peer, '8', each, address);
    EXPECT_TRUE(reactor_.run_until([&] { return !digits_[first].empty(); }));
    EXPECT_EQ(digits_[first], "8");
    digits_.clear();
    media_->close(first);
  }
}

// Phones that send nothing while nobody speaks are not listened to in that time.
TEST_F(KeysByEarTest, AreHeardAgainAfterALongSilence) {
  Peer peer;
  const auto address = open_plain(peer, format(G711::pcmu));
  for (const std::uint32_t pause : {1U, 2U}) {
    media_->play(first, {pause, 1}, {SilenceClip{std::chrono::milliseconds(700)}});
    EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(pause); }));
    press(peer, '8', format(G711::pcmu), address);
    EXPECT_TRUE(reactor_.run_until([&] { return digits_[first].size() == pause; }));
  }
  EXPECT_EQ(digits_[first], "88");
}

}  // namespace
}  // namespace tipring::rtp
