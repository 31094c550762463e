#include "adapters/rtp/playout_buffer.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/rtp/frame.h"
#include "runtime/base/chance.h"

namespace tipring::rtp {
namespace {

// Packets of 20 ms, told apart by their payload.
void put(PlayoutBuffer& buffer, std::uint32_t ssrc, std::uint32_t timestamp, std::uint8_t name,
         std::uint64_t now) {
  buffer.put(Codec::pcmu, ssrc, timestamp, std::vector<std::uint8_t>{name}, now);
}

// The names of the packets that begin in the next samples, with their distance from here.
using Read = std::vector<std::pair<std::uint64_t, int>>;
Read read(PlayoutBuffer& buffer, std::size_t samples) {
  Read packets;
  const std::uint64_t begin = buffer.position();
  while (buffer.front() != nullptr && buffer.front()->place < begin + samples) {
    packets.emplace_back(buffer.front()->place - begin, buffer.front()->payload[0]);
    buffer.pop();
  }
  buffer.advance(samples);
  return packets;
}

TEST(PlayoutBuffer, PutsPacketsInOrderAndLeavesGaps) {
  PlayoutBuffer buffer;
  put(buffer, 1, 5000, 1, 0);
  put(buffer, 1, 5000 + 480, 4, 480);
  put(buffer, 1, 5000 + 160, 2, 490);
  EXPECT_EQ(read(buffer, 640), (Read{{0, 1}, {160, 2}, {480, 4}}));
  EXPECT_EQ(read(buffer, 160), Read{});
}

TEST(PlayoutBuffer, ARepeatedPacketIsHeardOnce) {
  PlayoutBuffer buffer;
  put(buffer, 1, 0, 1, 0);
  put(buffer, 1, 0, 1, 10);
  put(buffer, 1, 160, 2, 160);
  EXPECT_EQ(read(buffer, 480), (Read{{0, 1}, {160, 2}}));
}

TEST(PlayoutBuffer, PlacesANewStreamWhereItArrives) {
  PlayoutBuffer buffer;
  put(buffer, 1, 0, 1, 0);
  put(buffer, 2, 3'000'000'000U, 2, 320);
  EXPECT_EQ(read(buffer, 480), (Read{{0, 1}, {320, 2}}));
}

TEST(PlayoutBuffer, CountsInTheClockOfTheCodec) {
  PlayoutBuffer buffer;
  buffer.put(Codec::opus, 1, 0xffffff00U, std::vector<std::uint8_t>{1}, 0);
  buffer.put(Codec::opus, 1, 0xffffff00U + 960, std::vector<std::uint8_t>{2}, 160);
  EXPECT_EQ(read(buffer, 320), (Read{{0, 1}, {160, 2}}));
}

TEST(PlayoutBuffer, FollowsASenderWhoseClockLeaps) {
  for (const std::uint32_t leap : {1'000'000U, 4'000'000'000U}) {
    PlayoutBuffer buffer;
    std::uint64_t now = 0;
    std::uint32_t timestamp = 0;
    std::size_t heard = 0;
    for (int i = 0; i < 100; ++i, now += 160, timestamp += 160) {
      if (i == 50) timestamp += leap;
      put(buffer, 1, timestamp, 1, now);
      if (now >= 800) heard += read(buffer, 160).size();
    }
    EXPECT_GE(heard, 90U) << leap;
  }
}

// With jitter below the reader's patience nothing is lost, whatever the order.
TEST(PlayoutBuffer, LosesNothingToJitter) {
  Chance chance(3);
  PlayoutBuffer buffer;
  struct Arrival {
    std::uint64_t at;
    std::uint8_t number;
  };
  std::vector<Arrival> arrivals;
  for (std::uint8_t i = 0; i < 250; ++i)
    arrivals.push_back(
        {160U * unsigned{i} + static_cast<std::uint64_t>(i == 0 ? 0 : chance.between(0, 700)), i});
  std::ranges::stable_sort(arrivals, {}, &Arrival::at);
  Read heard;
  const auto read_on = [&] {
    const Read more = read(buffer, 160);
    heard.insert(heard.end(), more.begin(), more.end());
  };
  for (const Arrival& arrival : arrivals) {
    while (buffer.position() + 160 + 800 <= arrival.at)
      read_on();
    put(buffer, 1, 160U * arrival.number, arrival.number, arrival.at);
  }
  while (buffer.front() != nullptr)
    read_on();
  ASSERT_EQ(heard.size(), 250U);
  for (int i = 0; i < 250; ++i)
    ASSERT_EQ(heard[static_cast<std::size_t>(i)].second, i);
}

// A first packet that was held up on its way must not delay all that follow.
TEST(PlayoutBuffer, MovesForwardWhenEveryPacketIsEarly) {
  PlayoutBuffer buffer;
  constexpr std::uint64_t patience = 480;
  std::size_t waiting = 0;
  int last = -1;
  for (std::uint64_t i = 0; i < 300; ++i) {
    // The first ten come together.
    const std::uint64_t now = std::max<std::uint64_t>(160 * i, 1600);
    put(buffer, 1, static_cast<std::uint32_t>(160 * i), static_cast<std::uint8_t>(i % 250), now);
    if (160 * i < 1600) continue;
    while (buffer.position() + 160 + patience <= now) {
      for (const auto& [place, name] : read(buffer, 160)) {
        EXPECT_EQ(name, (last + 1) % 250);
        last = name;
      }
    }
    waiting = 0;
    PlayoutBuffer copy = buffer;
    for (; copy.front() != nullptr; copy.pop())
      ++waiting;
    if (i == 50) {
      EXPECT_GE(waiting, 12U);
    }
  }
  // Nothing waits longer any more than the reader's patience.
  EXPECT_LE(waiting, 5U);
}

TEST(PlayoutBuffer, StaysInsideItsLimits) {
  Chance chance(4);
  PlayoutBuffer buffer;
  std::uint64_t now = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::vector<std::uint8_t> payload(static_cast<std::size_t>(chance.between(1, 2000)), 1);
    buffer.put(Codec::pcmu, static_cast<std::uint32_t>(chance.between(1, 2)),
               static_cast<std::uint32_t>(chance.next() >> chance.between(32, 60)), payload, now);
    now += 160;
    std::uint64_t last = 0;
    while (buffer.front() != nullptr && buffer.front()->place <= buffer.position()) {
      EXPECT_GE(buffer.front()->place, last);
      last = buffer.front()->place;
      buffer.pop();
    }
    buffer.advance(160);
  }
  EXPECT_EQ(buffer.position(), now);
}

}  // namespace
}  // namespace tipring::rtp
