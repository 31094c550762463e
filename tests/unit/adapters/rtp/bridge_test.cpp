#include "goertzel.h"
#include "media_fixture.h"
#include <gtest/gtest.h>

#include "adapters/rtp/tone.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;
using BridgeTest = MediaFixture;

TEST_F(BridgeTest, EachHearsTheOther) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  const auto to_bob = open(second, bob);
  media_->bridge(first, second);
  for (std::uint8_t i = 0; i < 5; ++i) {
    ann.send_frame(static_cast<std::uint8_t>(0x10 + i), to_ann);
    const auto heard = bob.next();
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->payload, std::vector<std::uint8_t>(160, static_cast<std::uint8_t>(0x10 + i)));
    EXPECT_EQ(heard->source.port(), to_bob.port);
    EXPECT_NE(heard->header.ssrc, 0x5eedU);
    bob.send_frame(static_cast<std::uint8_t>(0x20 + i), to_bob);
    const auto answer = ann.next();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->payload[0], 0x20 + i);
  }
}

TEST_F(BridgeTest, TranslatesBetweenTheLaws) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann, G711::pcmu);
  const auto to_bob = open(second, bob, G711::pcma);
  media_->bridge(first, second);
  ann.send_frame(encode(G711::pcmu, 5000), to_ann, 0);
  const auto at_bob = bob.next();
  ASSERT_TRUE(at_bob);
  EXPECT_EQ(at_bob->header.payload_type, 8);
  EXPECT_NEAR(decode(G711::pcma, at_bob->payload[80]), 5000, 250);
  bob.send_frame(encode(G711::pcma, -700), to_bob, 8);
  const auto at_ann = ann.next();
  ASSERT_TRUE(at_ann);
  EXPECT_EQ(at_ann->header.payload_type, 0);
  EXPECT_NEAR(decode(G711::pcmu, at_ann->payload[80]), -700, 40);
}

TEST_F(BridgeTest, PacketsOfTheSameCodecPassUntouched) {
  for (const PayloadFormat& format : {g722(), opus()}) {
    Peer ann;
    Peer bob;
    const auto to_ann = open(first, ann, format);
    open(second, bob, format);
    media_->bridge(first, second);
    const std::vector<std::uint8_t> payload{1, 2, 3, 4, 5};
    std::uint32_t last = 0;
    for (int i = 0; i < 3; ++i) {
      ann.send_payload(payload, to_ann, format);
      const auto heard = bob.next();
      ASSERT_TRUE(heard);
      EXPECT_EQ(heard->payload, payload);
      if (i > 0) {
        EXPECT_EQ(heard->header.timestamp - last, format.clock_rate / 50);
      }
      last = heard->header.timestamp;
    }
    media_->close(first);
    media_->close(second);
  }
}

// A tone from one side in its codec, as it is heard on the other in that one's.
class CrossingTest : public MediaFixture,
                     public ::testing::WithParamInterface<std::pair<PayloadFormat, PayloadFormat>> {};

TEST_P(CrossingTest, EachHearsTheOtherInTheCodecOfItsOwn) {
  const auto& [theirs, ours] = GetParam();
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann, theirs);
  open(second, bob, ours);
  media_->bridge(first, second);
  const auto encoder = make_encoder(*codec_of(theirs));
  const auto decoder = make_decoder(*codec_of(ours));
  SineWaves waves(1000, 0);
  std::vector<std::int16_t> heard;
  // Ann hears a tone as well, whose packets are the beat in which she speaks.
  media_->play(first, {1, 1}, {ToneClip{"", {{500, 0, milliseconds(1000)}}, milliseconds(0)}});
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(ann.next());
    Frame frame;
    waves.fill(frame);
    std::vector<std::uint8_t> payload(largest_packet);
    payload.resize(encoder->encode(frame, payload));
    ann.send_payload(payload, to_ann, theirs);
  }
  while (heard.size() < 6400) {
    const auto packet = bob.next();
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->header.payload_type, ours.payload_type);
    std::array<std::int16_t, Decoder::most_samples> samples{};
    const std::size_t count = decoder->decode(packet->payload, samples);
    heard.insert(heard.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count));
  }
  EXPECT_GT(share_at(1000, std::span(heard).last(3200)), 0.8);
}

INSTANTIATE_TEST_SUITE_P(
    Codecs, CrossingTest,
    ::testing::Values(std::pair{PayloadFormat{0, "PCMU", 8000, {}}, PayloadFormat{9, "G722", 8000, {}}},
                      std::pair{PayloadFormat{9, "G722", 8000, {}}, PayloadFormat{111, "opus", 48'000, {}, 2}},
                      std::pair{PayloadFormat{111, "opus", 48'000, {}, 2}, PayloadFormat{8, "PCMA", 8000, {}}}),
    [](const auto& one) { return one.param.first.encoding + "To" + one.param.second.encoding; });

TEST_F(BridgeTest, DigitsCrossBetweenClocks) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  media_->open(second).value();
  auto wide = described(bob);
  wide.audio = opus();
  wide.telephone_event = 110;
  wide.telephone_event_rate = 48'000;
  media_->set_peer(second, wide);
  media_->bridge(first, second);
  ann.press('7', to_ann);
  EXPECT_TRUE(reactor_.run_until([&] { return digits_[first] == "7"; }));
  for (;;) {
    const auto packet = bob.next();
    ASSERT_TRUE(packet);
    if (packet->header.payload_type != 110) continue;
    const auto event = parse_telephone_event(packet->payload);
    EXPECT_EQ(digit_of(event->event), '7');
    EXPECT_EQ(event->duration % 960, 0);
    if (event->end) break;
  }
}

TEST_F(BridgeTest, DigitsAreForwardedAndTold) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  media_->open(second).value();
  auto other_type = described(bob);
  other_type.telephone_event = 96;
  media_->set_peer(second, other_type);
  media_->bridge(first, second);
  ann.press('7', to_ann);
  EXPECT_TRUE(reactor_.run_until([&] { return digits_[first] == "7"; }));
  DigitReceiver receiver;
  std::string heard;
  for (int i = 0; i < 7; ++i) {
    const auto packet = bob.next();
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->header.payload_type, 96);
    if (const auto digit = receiver.receive(packet->header.timestamp, packet->payload)) heard += *digit;
  }
  EXPECT_EQ(heard, "7");
  EXPECT_EQ(digits_[second], "");
}

TEST_F(BridgeTest, TheRestOfADigitPressedBeforeIsNotForTheOtherParty) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  open(second, bob);
  ann.key_down('7', to_ann);
  EXPECT_TRUE(reactor_.run_until([&] { return digits_[first] == "7"; }));
  media_->bridge(first, second);
  ann.key_up('7', to_ann);
  ann.press('8', to_ann);
  DigitReceiver receiver;
  std::string heard;
  while (heard.empty()) {
    const auto packet = bob.next();
    ASSERT_TRUE(packet);
    if (const auto digit = receiver.receive(packet->header.timestamp, packet->payload)) heard += *digit;
  }
  EXPECT_EQ(heard, "8");
}

TEST_F(BridgeTest, ADigitIsSoundedToAPartyWithoutEvents) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  media_->open(second).value();
  auto plain = described(bob);
  plain.telephone_event.reset();
  media_->set_peer(second, plain);
  media_->bridge(first, second);
  ann.press('7', to_ann);
  std::vector<std::int16_t> heard;
  while (heard.size() < 1280) {
    const auto packet = bob.next();
    ASSERT_TRUE(packet);
    for (const std::uint8_t code : packet->payload)
      heard.push_back(decode(G711::pcmu, code));
  }
  EXPECT_NEAR(share_at(852, std::span(heard).first(800)), 0.5, 0.05);
  EXPECT_NEAR(share_at(1209, std::span(heard).first(800)), 0.5, 0.05);
}

TEST_F(BridgeTest, ADigitIsNotPassedToAPartyThatTakesThemBySignalling) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  media_->open(second).value();
  auto signalled = described(bob);
  signalled.digits = DigitMethod::info;
  media_->set_peer(second, signalled);
  media_->bridge(first, second);
  ann.press('7', to_ann);
  EXPECT_TRUE(reactor_.run_until([&] { return digits_[first] == "7"; }));
  ann.send_frame(0x55, to_ann);
  const auto packet = bob.next();
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->payload[0], 0x55) << "what comes first is what was said";
}

TEST_F(BridgeTest, APlayIsHeardInPlaceOfTheOtherParty) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  open(second, bob);
  media_->bridge(first, second);
  media_->play(second, {1, 1}, {ToneClip{"", {{1000, 0, milliseconds(1000)}}, milliseconds(0)}});
  ASSERT_TRUE(bob.next());
  const std::uint8_t loud = 0x80;
  for (int i = 0; i < 10; ++i)
    ann.send_frame(loud, to_ann);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 10; }));
  for (int i = 0; i < 5; ++i) {
    const auto packet = bob.next();
    ASSERT_TRUE(packet);
    EXPECT_NE(packet->payload, std::vector<std::uint8_t>(160, loud));
  }
  // Afterwards Ann is heard again.
  media_->stop_play(second, {1, 1});
  media_->play(first, {2, 1}, {});
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(2); }));
  ann.send_frame(loud, to_ann);
  for (;;) {
    const auto packet = bob.next();
    ASSERT_TRUE(packet);
    if (packet->payload != std::vector<std::uint8_t>(160, loud)) continue;
    EXPECT_TRUE(packet->header.marker);
    break;
  }
}

TEST_F(BridgeTest, HoldSilencesOneWayOnly) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  const auto to_bob = open(second, bob);
  auto held = described(bob);
  held.direction = MediaDirection::receive_only;
  media_->set_peer(second, held);
  media_->bridge(first, second);
  ann.send_frame(0x11, to_ann);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 1; }));
  bob.send_frame(0x22, to_bob);
  ASSERT_TRUE(ann.next());
  EXPECT_EQ(media_->statistics(second)->packets_sent, 0U);
  EXPECT_EQ(bob.take(), std::nullopt);
}

TEST_F(BridgeTest, EndsWithUnbridgeAndWithClose) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  open(second, bob);
  media_->bridge(first, second);
  ann.send_frame(0x11, to_ann);
  ASSERT_TRUE(bob.next());
  media_->unbridge(second);
  ann.send_frame(0x12, to_ann);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 2; }));
  media_->bridge(second, first);
  ann.send_frame(0x13, to_ann);
  const auto after = bob.next();
  ASSERT_TRUE(after);
  EXPECT_EQ(after->payload[0], 0x13);
  media_->close(second);
  ann.send_frame(0x14, to_ann);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 4; }));
  EXPECT_EQ(media_->live().slots, 1U);
}

TEST_F(BridgeTest, ADigitPressedWhileATonePlaysToTheOtherIsToldOnce) {
  Peer ann;
  Peer bob;
  const auto to_ann = open(first, ann);
  open(second, bob);
  media_->bridge(first, second);
  media_->play(second, {1, 1}, {ToneClip{"", {{1000, 0, milliseconds(1000)}}, milliseconds(0)}});
  ASSERT_TRUE(bob.next());
  ann.press('3', to_ann);
  EXPECT_TRUE(reactor_.run_until([&] { return digits_[first] == "3"; }));
}

}  // namespace
}  // namespace tipring::rtp
