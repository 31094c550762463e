#include "adapters/rtp/playout_buffer.h"

#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/base/chance.h"

namespace tipring::rtp {
namespace {

std::vector<std::int16_t> frame_of(std::int16_t value) {
  return std::vector<std::int16_t>(160, value);
}

std::vector<std::int16_t> take(PlayoutBuffer& buffer, std::size_t count) {
  std::vector<std::int16_t> out(count);
  buffer.take(out);
  return out;
}

TEST(PlayoutBuffer, PutsPacketsInOrderAndSilenceInGaps) {
  PlayoutBuffer buffer;
  buffer.put(1, 5000, frame_of(1), 0);
  buffer.put(1, 5000 + 480, frame_of(4), 480);
  buffer.put(1, 5000 + 160, frame_of(2), 490);
  const auto heard = take(buffer, 640);
  EXPECT_EQ(heard[0], 1);
  EXPECT_EQ(heard[160], 2);
  EXPECT_EQ(heard[320], 0);
  EXPECT_EQ(heard[480], 4);
  EXPECT_EQ(take(buffer, 160)[0], 0);
}

TEST(PlayoutBuffer, ARepeatedPacketIsHeardOnce) {
  PlayoutBuffer buffer;
  buffer.put(1, 0, frame_of(1), 0);
  buffer.put(1, 0, frame_of(1), 10);
  buffer.put(1, 160, frame_of(2), 160);
  const auto heard = take(buffer, 480);
  EXPECT_EQ(std::accumulate(heard.begin(), heard.end(), 0), 160 * 3);
}

TEST(PlayoutBuffer, PlacesANewStreamWhereItArrives) {
  PlayoutBuffer buffer;
  buffer.put(1, 0, frame_of(1), 0);
  buffer.put(2, 3'000'000'000U, frame_of(2), 320);
  const auto heard = take(buffer, 480);
  EXPECT_EQ(heard[0], 1);
  EXPECT_EQ(heard[320], 2);
}

TEST(PlayoutBuffer, FollowsASenderWhoseClockLeaps) {
  for (const std::uint32_t leap : {1'000'000U, 4'000'000'000U}) {
    PlayoutBuffer buffer;
    std::uint64_t now = 0;
    std::uint32_t timestamp = 0;
    int heard = 0;
    for (int i = 0; i < 100; ++i, now += 160, timestamp += 160) {
      if (i == 50) timestamp += leap;
      buffer.put(1, timestamp, frame_of(1), now);
      if (now >= 800) heard += take(buffer, 160)[0];
    }
    EXPECT_GE(heard, 90) << leap;
  }
}

// With jitter below the reader's patience nothing is lost, whatever the order.
TEST(PlayoutBuffer, LosesNothingToJitter) {
  Chance chance(3);
  PlayoutBuffer buffer;
  struct Arrival {
    std::uint64_t at;
    std::int16_t number;
  };
  std::vector<Arrival> arrivals;
  for (std::int16_t i = 0; i < 500; ++i)
    arrivals.push_back(
        {160U * static_cast<unsigned>(i) + static_cast<std::uint64_t>(i == 0 ? 0 : chance.between(0, 700)),
         static_cast<std::int16_t>(i + 1)});
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
  std::vector<std::int16_t> heard;
  for (const Arrival& arrival : arrivals) {
    while (buffer.position() + 160 + 800 <= arrival.at)
      heard.push_back(take(buffer, 160)[0]);
    buffer.put(1, 160U * static_cast<std::uint32_t>(arrival.number), frame_of(arrival.number), arrival.at);
  }
  while (heard.size() < 500)
    heard.push_back(take(buffer, 160)[0]);
  for (std::int16_t i = 0; i < 500; ++i)
    ASSERT_EQ(heard[static_cast<std::size_t>(i)], i + 1);
}

TEST(PlayoutBuffer, StaysInsideItsRing) {
  Chance chance(4);
  PlayoutBuffer buffer;
  std::uint64_t now = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::vector<std::int16_t> audio(static_cast<std::size_t>(chance.between(0, 2048)), 1);
    buffer.put(static_cast<std::uint32_t>(chance.between(1, 2)),
               static_cast<std::uint32_t>(chance.next() >> chance.between(32, 60)), audio, now);
    now += 160;
    take(buffer, 160);
  }
  EXPECT_EQ(buffer.position(), now);
}

}  // namespace
}  // namespace tipring::rtp
