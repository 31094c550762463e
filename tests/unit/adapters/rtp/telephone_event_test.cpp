#include "adapters/rtp/telephone_event.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/base/chance.h"

namespace tipring::rtp {
namespace {

struct Sent {
  std::uint32_t timestamp = 0;
  TelephoneEvent event;
};

// What a sender makes of `digits`, 20 ms a step from timestamp `at`.
std::vector<Sent> press(const std::string& digits, std::uint32_t at) {
  DigitSender sender;
  sender.push(digits);
  std::vector<Sent> packets;
  std::uint32_t begun = at;
  while (sender.active()) {
    const auto step = sender.next();
    if (step.first) begun = at;
    if (step.event) packets.push_back({begun, *step.event});
    at += 160;
  }
  return packets;
}

std::string heard(const std::vector<Sent>& packets) {
  DigitReceiver receiver;
  std::string digits;
  for (const Sent& packet : packets) {
    if (const auto digit = receiver.receive(packet.timestamp, write_telephone_event(packet.event)))
      digits += *digit;
  }
  return digits;
}

TEST(TelephoneEvent, ReadsWhatItWrites) {
  const TelephoneEvent event{11, true, 10, 0x1234};
  const auto bytes = write_telephone_event(event);
  EXPECT_EQ(bytes, (std::array<std::uint8_t, 4>{11, 0x8a, 0x12, 0x34}));
  EXPECT_EQ(parse_telephone_event(bytes), event);
  EXPECT_FALSE(parse_telephone_event(std::span(bytes).first(3)));
}

TEST(DigitSender, SendsAHundredMillisecondsAndAPauseOfSixty) {
  DigitSender sender;
  sender.push("5");
  std::vector<std::pair<int, bool>> durations;  // with the end bit
  int steps = 0;
  bool last = false;
  while (sender.active()) {
    const auto step = sender.next();
    ++steps;
    last = step.last;
    EXPECT_EQ(step.sounding, steps <= 5);
    EXPECT_EQ(step.first, steps == 1);
    if (step.event) durations.emplace_back(step.event->duration, step.event->end);
  }
  EXPECT_EQ(steps, 8);
  EXPECT_TRUE(last);
  EXPECT_EQ(
      durations,
      (std::vector<std::pair<int, bool>>{
          {160, false}, {320, false}, {480, false}, {640, false}, {800, true}, {800, true}, {800, true}}));
}

TEST(DigitSender, SkipsWhatIsNoDigit) {
  EXPECT_EQ(heard(press("1 x2,#", 0)), "12#");
  EXPECT_TRUE(press("", 0).empty());
}

TEST(DigitReceiver, HearsEveryDigitOnce) {
  EXPECT_EQ(heard(press("0123456789*#ABCD", 4'294'960'000U)), "0123456789*#ABCD");
}

TEST(DigitReceiver, HearsTheSameDigitPressedTwice) {
  EXPECT_EQ(heard(press("55", 1000)), "55");
}

TEST(DigitReceiver, HearsAPressOfWhichOnePacketArrived) {
  const auto packets = press("7", 1000);
  for (const Sent& packet : packets)
    EXPECT_EQ(heard({packet}), "7");
}

TEST(DigitReceiver, HearsTheNextPressAfterALostEnd) {
  auto packets = press("11", 1000);
  std::erase_if(packets, [](const Sent& packet) { return packet.event.end && packet.timestamp == 1000; });
  EXPECT_EQ(heard(packets), "11");
}

TEST(DigitReceiver, HearsALongPressInSegmentsOnce) {
  const TelephoneEvent full{3, false, 10, 0xffff};
  EXPECT_EQ(
      heard({{0, {3, false, 10, 160}}, {0, full}, {0xffff, {3, false, 10, 160}}, {0xffff, {3, true, 10, 800}}}),
      "3");
}

TEST(DigitReceiver, TheRestOfAClaimedPressIsClaimed) {
  DigitReceiver receiver;
  const auto receive = [&](std::uint32_t timestamp, const TelephoneEvent& event) {
    receiver.receive(timestamp, write_telephone_event(event));
    return receiver.claimed(timestamp);
  };
  EXPECT_FALSE(receive(0, {3, false, 10, 0xffff}));
  receiver.claim();
  EXPECT_TRUE(receive(0, {3, false, 10, 0xffff}));
  // So long a press goes on under another timestamp.
  EXPECT_TRUE(receive(0xffff, {3, false, 10, 160}));
  EXPECT_TRUE(receive(0xffff, {3, true, 10, 800}));
  EXPECT_FALSE(receive(0x20000, {3, false, 10, 160}));
}

TEST(DigitReceiver, IgnoresFlashAndModemTones) {
  EXPECT_EQ(heard({{0, {16, false, 10, 160}}, {160, {32, true, 10, 160}}}), "");
}

// Whatever a network does to the packets short of losing a whole press or delaying one beyond the next: every
// press is told once.
TEST(DigitReceiver, WithstandsLossRepetitionAndDisorder) {
  Chance chance(42);
  for (int round = 0; round < 2000; ++round) {
    std::string digits;
    std::vector<Sent> arrived;
    std::uint32_t at = static_cast<std::uint32_t>(chance.next());
    for (int press_number = 0; press_number < 8; ++press_number) {
      const std::string digit(1, "0123456789*#ABCD"[chance.between(0, 15)]);
      digits += digit;
      std::vector<Sent> packets;
      for (const Sent& packet : press(digit, at)) {
        if (chance.unit() < 0.3) continue;
        packets.push_back(packet);
        if (chance.unit() < 0.2) packets.push_back(packet);
      }
      if (packets.empty()) packets.push_back({at, {*event_of(digit[0]), true, 10, 800}});
      for (std::size_t i = packets.size(); i > 1; --i)
        std::swap(packets[i - 1],
                  packets[static_cast<std::size_t>(chance.between(0, static_cast<std::int64_t>(i) - 1))]);
      arrived.insert(arrived.end(), packets.begin(), packets.end());
      at += 8 * 160;
    }
    ASSERT_EQ(heard(arrived), digits);
  }
}

TEST(DigitReceiver, StartsAnewWithAnotherStream) {
  DigitReceiver receiver;
  const auto one = write_telephone_event({1, true, 10, 800});
  EXPECT_EQ(receiver.receive(5000, one), '1');
  EXPECT_EQ(receiver.receive(4000, one), std::nullopt);
  receiver.reset();
  EXPECT_EQ(receiver.receive(4000, one), '1');
}

}  // namespace
}  // namespace tipring::rtp
