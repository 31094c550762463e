#include "goertzel.h"
#include "media_fixture.h"
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "adapters/rtp/tone.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;
using RtpMediaTest = MediaFixture;

constexpr OperationHandle operation(std::uint32_t number) {
  return {number, 1};
}

TEST_F(RtpMediaTest, OffersEvenPortsAndFreesThem) {
  const auto one = media_->open(first);
  const auto other = media_->open(second);
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->ip, "127.0.0.1");
  EXPECT_EQ(one->port % 2, 0);
  EXPECT_EQ(other->port % 2, 0);
  EXPECT_NE(one->port, other->port);
  EXPECT_EQ(media_->live().slots, 2U);
  EXPECT_EQ(media_->live().sockets, 4U);
  EXPECT_FALSE(media_->open(first));
  media_->close(first);
  media_->close(second);
  media_->close(second);
  EXPECT_EQ(media_->live().slots, 0U);
  while (media_->live().sockets != 0)
    std::this_thread::yield();
}

TEST_F(RtpMediaTest, EndsWhatTheMediaThreadWasNotYetWokenFor) {
  Peer peer;
  reactor_.be_busy();
  const auto address = open(first, peer);
  media_.reset();
  EXPECT_TRUE(UdpSocket::bind(UdpAddress::parse(address).value()));
}

TEST_F(RtpMediaTest, RefusesWhenItsPortsAreTaken) {
  RtpOptions options;
  options.first_port = media_->open(first)->port;
  options.last_port = static_cast<std::uint16_t>(options.first_port + 1);
  auto crowded = RtpMedia::create(options, reactor_, *this).value();
  const auto refused = crowded->open(second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "no-ports");
  EXPECT_TRUE(refused.error().retryable);
  EXPECT_EQ(crowded->live().slots, 0U);
}

TEST_F(RtpMediaTest, HoldsThousandsOfLegs) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  constexpr std::uint32_t legs = 6000;
  if (limit.rlim_max < 2 * legs + 500) GTEST_SKIP() << "the system lets no process have so many sockets";
  RtpOptions options;
  auto wide = RtpMedia::create(options, reactor_, *this).value();
  for (std::uint32_t i = 1; i <= legs; ++i) {
    const auto opened = wide->open({7, i});
    ASSERT_TRUE(opened) << i << ": " << opened.error().text;
  }
  EXPECT_EQ(wide->live().slots, legs);
}

TEST_F(RtpMediaTest, RefusesAnAddressThatPeersCouldNotReach) {
  RtpOptions options;
  options.bind_ip = "localhost";
  EXPECT_EQ(RtpMedia::create(options, reactor_, *this).error().code, "bad-address");
  options.bind_ip = "0.0.0.0";
  EXPECT_EQ(RtpMedia::create(options, reactor_, *this).error().code, "bad-address");
  options.advertised_ip = "192.0.2.7";
  auto named = RtpMedia::create(options, reactor_, *this);
  ASSERT_TRUE(named);
  EXPECT_EQ(named.value()->open(first)->ip, "192.0.2.7");
}

TEST_F(RtpMediaTest, AnotherAddressIsThatOfLegsFromThenOn) {
  const auto before = media_->open(first);
  EXPECT_EQ(media_->set_address("localhost").error().code, "bad-address");
  EXPECT_EQ(media_->set_address("0.0.0.0").error().code, "bad-address");
  ASSERT_TRUE(media_->set_address("127.0.0.2"));
  const auto after = media_->open(second);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->ip, "127.0.0.1");
  EXPECT_EQ(after->ip, "127.0.0.2");
  EXPECT_FALSE(UdpSocket::bind(UdpAddress::parse("127.0.0.2", after->port).value()));
}

TEST_F(RtpMediaTest, PlaysASoundToItsLastSample) {
  for (const G711 law : {G711::pcmu, G711::pcma}) {
    Peer peer;
    open(first, peer, law);
    media_->play(first, operation(1), {SoundClip{"tone", "", sound("tone.wav", 1000, 0.3), {}}});
    const auto heard = heard_until_played(peer, operation(1), law);
    EXPECT_EQ(heard.size(), 2400U);
    EXPECT_GT(share_at(1000, heard), 0.99);
    EXPECT_EQ(played_[1], "");
    played_.clear();
    media_->close(first);
  }
}

TEST_F(RtpMediaTest, PlaysInEveryCodecWithItsOwnClock) {
  for (const PayloadFormat& format : {g722(), opus()}) {
    Peer peer;
    open(first, peer, format);
    media_->play(first, operation(1), {SoundClip{"tone", "", sound("tone.wav", 1000, 1), {}}});
    EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(1); }));
    const auto decoder = make_decoder(*codec_of(format));
    std::vector<std::int16_t> heard;
    std::optional<std::uint32_t> last;
    while (const auto packet = peer.take()) {
      EXPECT_EQ(packet->header.payload_type, format.payload_type);
      if (last && !packet->header.marker) {
        EXPECT_EQ(packet->header.timestamp - *last, format.clock_rate / 50);
      }
      last = packet->header.timestamp;
      std::array<std::int16_t, Decoder::most_samples> samples{};
      const std::size_t count = decoder->decode(packet->payload, samples);
      heard.insert(heard.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count));
    }
    EXPECT_EQ(heard.size(), 8000U) << format.encoding;
    EXPECT_GT(share_at(1000, std::span(heard).last(4000)), 0.9) << format.encoding;
    played_.clear();
    media_->close(first);
  }
}

TEST_F(RtpMediaTest, DigitsCountInTheirClock) {
  Peer peer;
  media_->open(first).value();
  auto description = described(peer);
  description.audio = opus();
  description.telephone_event = 110;
  description.telephone_event_rate = 48'000;
  media_->set_peer(first, description);
  media_->send_digits(first, operation(5), "9");
  EXPECT_TRUE(reactor_.run_until([&] { return !sent_.empty(); }));
  std::vector<std::uint16_t> durations;
  while (const auto packet = peer.take()) {
    EXPECT_EQ(packet->header.payload_type, 110);
    durations.push_back(parse_telephone_event(packet->payload)->duration);
  }
  EXPECT_EQ(durations, (std::vector<std::uint16_t>{960, 1920, 2880, 3840, 4800, 4800, 4800}));
}

TEST_F(RtpMediaTest, SendsOneUnbrokenStream) {
  Peer peer;
  open(first, peer);
  media_->play(first, operation(1), {ToneClip{"beep", {{440, 0, milliseconds(100)}}, milliseconds(200)}});
  std::optional<RtpHeader> last;
  for (int i = 0; i < 10; ++i) {
    const auto packet = peer.next();
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->header.payload_type, 0);
    EXPECT_EQ(packet->payload.size(), 160U);
    const bool goes_on = last && packet->header.timestamp == last->timestamp + 160;
    EXPECT_EQ(packet->header.marker, !goes_on);
    if (last) {
      EXPECT_EQ(packet->header.sequence, static_cast<std::uint16_t>(last->sequence + 1));
      // A machine so busy that a frame comes late may leave a gap, which then is marked as one.
      EXPECT_GE(packet->header.timestamp - last->timestamp, 160U);
      EXPECT_EQ(packet->header.ssrc, last->ssrc);
    }
    last = packet->header;
  }
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(1); }));
}

TEST_F(RtpMediaTest, PlaysClipsOneAfterTheOther) {
  Peer peer;
  open(first, peer);
  media_->play(first, operation(1),
               {ToneClip{"", {{500, 0, milliseconds(1000)}}, milliseconds(100)}, SilenceClip{milliseconds(50)},
                SoundClip{"", "", sound("b.wav", 1500, 0.1), {}}});
  const auto heard = heard_until_played(peer, operation(1));
  ASSERT_EQ(heard.size(), 2080U);
  const std::span all(heard);
  EXPECT_GT(share_at(500, all.first(800)), 0.99);
  EXPECT_EQ(mean_square(all.subspan(800, 400)), 0);
  EXPECT_GT(share_at(1500, all.subspan(1200, 800)), 0.99);
}

TEST_F(RtpMediaTest, AMissingSoundEndsThePlayWithItsName) {
  Peer peer;
  open(first, peer);
  media_->play(
      first, operation(1),
      {SoundClip{"", "", sound("a.wav", 1000, 0.1), {}}, SoundClip{"gone", "", folder_.file("gone.wav"), {}}});
  EXPECT_EQ(heard_until_played(peer, operation(1)).size(), 800U);
  EXPECT_NE(played_[1].find("gone.wav"), std::string::npos);
}

TEST_F(RtpMediaTest, PlayingNothingFinishesAtOnce) {
  Peer peer;
  open(first, peer);
  media_->play(first, operation(1), {});
  EXPECT_TRUE(heard_until_played(peer, operation(1)).empty());
}

TEST_F(RtpMediaTest, ANewPlayTakesThePlaceOfTheOld) {
  Peer peer;
  open(first, peer);
  media_->play(first, operation(1), {ToneClip{"", {{500, 0, milliseconds(1000)}}, milliseconds(0)}});
  ASSERT_TRUE(peer.next());
  media_->play(first, operation(2), {ToneClip{"", {{1500, 0, milliseconds(1000)}}, milliseconds(100)}});
  const auto heard = heard_until_played(peer, operation(2));
  EXPECT_GT(share_at(1500, std::span(heard).last(800)), 0.99);
  EXPECT_FALSE(played_.contains(1));
}

TEST_F(RtpMediaTest, AStoppedPlayIsNotToldAsFinished) {
  Peer peer;
  open(first, peer);
  media_->play(first, operation(1), {ToneClip{"", {{500, 0, milliseconds(1000)}}, milliseconds(0)}});
  ASSERT_TRUE(peer.next());
  media_->stop_play(first, operation(1));
  media_->play(first, operation(2), {ToneClip{"", {{500, 0, milliseconds(20)}}, milliseconds(20)}});
  media_->stop_play(first, operation(1));
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(2); }));
  EXPECT_FALSE(played_.contains(1));
}

TEST_F(RtpMediaTest, NothingIsSentWhilePeerHolds) {
  Peer peer;
  open(first, peer);
  auto held = described(peer);
  held.direction = MediaDirection::inactive;
  media_->set_peer(first, held);
  media_->play(first, operation(1), {ToneClip{"", {{500, 0, milliseconds(40)}}, milliseconds(40)}});
  EXPECT_TRUE(heard_until_played(peer, operation(1)).empty());
  EXPECT_EQ(media_->statistics(first)->packets_sent, 0U);
}

TEST_F(RtpMediaTest, HearsDigitsOnce) {
  Peer peer;
  const auto address = open(first, peer);
  for (const char digit : std::string("12#*0"))
    peer.press(digit, address);
  EXPECT_TRUE(reactor_.run_until([&] { return digits_[first].size() >= 5; }));
  EXPECT_EQ(digits_[first], "12#*0");
}

TEST_F(RtpMediaTest, SendsDigitsAsEvents) {
  Peer peer;
  open(first, peer);
  media_->send_digits(first, operation(5), "9#");
  EXPECT_TRUE(reactor_.run_until([&] { return !sent_.empty(); }));
  DigitReceiver receiver;
  std::string heard;
  int packets = 0;
  while (const auto packet = peer.take()) {
    ++packets;
    EXPECT_EQ(packet->header.payload_type, 101);
    if (const auto digit = receiver.receive(packet->header.timestamp, packet->payload)) heard += *digit;
  }
  EXPECT_EQ(heard, "9#");
  EXPECT_EQ(packets, 14);
}

TEST_F(RtpMediaTest, SendsDigitsAsTonesWhereEventsAreNotAgreed) {
  Peer peer;
  open(first, peer);
  auto plain = described(peer);
  plain.telephone_event.reset();
  media_->set_peer(first, plain);
  media_->send_digits(first, operation(5), "5");
  EXPECT_TRUE(reactor_.run_until([&] { return !sent_.empty(); }));
  std::vector<std::int16_t> heard;
  while (const auto packet = peer.take()) {
    for (const std::uint8_t code : packet->payload)
      heard.push_back(decode(G711::pcmu, code));
  }
  ASSERT_EQ(heard.size(), 1280U);
  const auto sounding = std::span(heard).first(800);
  EXPECT_NEAR(share_at(770, sounding), 0.5, 0.05);
  EXPECT_NEAR(share_at(1336, sounding), 0.5, 0.05);
  EXPECT_EQ(mean_square(std::span(heard).last(480)), 0);
}

TEST_F(RtpMediaTest, SendsDigitsAsTonesWhereThatIsWanted) {
  Peer peer;
  open(first, peer);
  auto described_so = described(peer);
  described_so.digits = DigitMethod::inband;
  media_->set_peer(first, described_so);
  media_->send_digits(first, operation(5), "5");
  EXPECT_TRUE(reactor_.run_until([&] { return !sent_.empty(); }));
  while (const auto packet = peer.take())
    EXPECT_EQ(packet->header.payload_type, 0) << "audio, though events were agreed on";
}

TEST_F(RtpMediaTest, PressesKeysOfOthersBehindThoseBeingSent) {
  Peer peer;
  open(first, peer);
  media_->send_digits(first, operation(5), "1");
  media_->press(first, '2');
  media_->press(first, '3');
  EXPECT_TRUE(reactor_.run_until([&] { return !sent_.empty(); }));
  DigitReceiver receiver;
  std::string heard;
  while (heard.size() < 3) {
    const auto packet = peer.next();
    ASSERT_TRUE(packet);
    if (const auto digit = receiver.receive(packet->header.timestamp, packet->payload)) heard += *digit;
  }
  EXPECT_EQ(heard, "123");
}

TEST_F(RtpMediaTest, StoppedDigitsAreNotToldAsSent) {
  Peer peer;
  open(first, peer);
  media_->send_digits(first, operation(5), "1234567890");
  ASSERT_TRUE(peer.next());
  media_->stop_digits(first, operation(5));
  media_->send_digits(first, operation(6), "1");
  EXPECT_TRUE(reactor_.run_until([&] { return !sent_.empty(); }));
  EXPECT_EQ(sent_, std::vector<std::uint32_t>{6});
}

TEST_F(RtpMediaTest, NothingIsToldOfAClosedLeg) {
  Peer peer;
  const auto address = open(first, peer);
  peer.press('1', address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received >= 7; }));
  media_->play(first, operation(1), {});
  media_->close(first);
  open(second, peer);
  media_->play(second, operation(2), {});
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(2); }));
  EXPECT_FALSE(played_.contains(1));
  EXPECT_EQ(digits_[first], "");
  EXPECT_EQ(media_->statistics(first), std::nullopt);
}

TEST_F(RtpMediaTest, CountsWhatComesAndGoes) {
  Peer peer;
  const auto address = open(first, peer);
  for (int i = 0; i < 10; ++i)
    peer.send_frame(0xff, address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 10; }));
  EXPECT_EQ(media_->statistics(first)->packets_lost, 0U);
  media_->play(first, operation(1), {SilenceClip{milliseconds(60)}});
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(1); }));
  EXPECT_EQ(media_->statistics(first)->packets_sent, 3U);
}

TEST_F(RtpMediaTest, CommandsForUnknownLegsAreIgnored) {
  media_->set_peer(first, {});
  media_->play(first, operation(1), {});
  media_->stop_play(first, operation(1));
  media_->record(first, operation(1), {folder_.file("never.wav"), {}, {}});
  media_->send_digits(first, operation(1), "1");
  media_->bridge(first, second);
  media_->unbridge(first);
  media_->close(first);
  EXPECT_EQ(media_->live().slots, 0U);
}

class Ears : public MediaTap {
 public:
  explicit Ears(FakeReactor& reactor) : reactor_(reactor) {}
  void heard(const Frame& frame) override {
    reactor_.post([this, frame] { samples_.insert(samples_.end(), frame.begin(), frame.end()); });
  }
  std::vector<std::int16_t> samples_;

 private:
  FakeReactor& reactor_;
};

TEST_F(RtpMediaTest, ATapHearsThePeer) {
  Peer peer;
  const auto address = open(first, peer);
  const auto ears = std::make_shared<Ears>(reactor_);
  media_->tap(first, ears);
  media_->play(first, operation(1), {});
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(1); }));
  const std::uint8_t code = encode(G711::pcmu, 1000);
  for (int i = 0; i < 5; ++i)
    peer.send_frame(code, address);
  const auto is_code = [&](std::int16_t sample) { return sample == decode(G711::pcmu, code); };
  EXPECT_TRUE(reactor_.run_until([&] { return std::ranges::count_if(ears->samples_, is_code) >= 800; }));
  media_->tap(first, nullptr);
}

}  // namespace
}  // namespace tipring::rtp
