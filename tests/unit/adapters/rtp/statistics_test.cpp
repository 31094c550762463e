#include "adapters/rtp/statistics.h"

#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

class Statistics : public ::testing::Test {
 protected:
  void packet(std::uint16_t sequence, milliseconds late = milliseconds(0), std::uint32_t ssrc = 7) {
    const auto position = static_cast<std::uint16_t>(sequence - first_);
    const RtpHeader header{false, 0, sequence, 160U * position, ssrc};
    statistics_.receive(header, Instant(milliseconds(1000 + 20 * position) + late), true);
  }

  std::uint16_t first_ = 65'530;
  ReceiveStatistics statistics_;
};

TEST_F(Statistics, CountsLossAcrossTheWrap) {
  for (std::uint16_t i = 0; i < 20; ++i) {
    if (i != 3 && i != 8) packet(static_cast<std::uint16_t>(first_ + i));
  }
  EXPECT_EQ(statistics_.packets(), 18U);
  EXPECT_EQ(statistics_.lost(), 2U);
}

TEST_F(Statistics, DisorderIsNoLoss) {
  for (const int i : {0, 2, 1, 3, 5, 4})
    packet(static_cast<std::uint16_t>(first_ + i));
  EXPECT_EQ(statistics_.lost(), 0U);
  packet(static_cast<std::uint16_t>(first_ - 1));
  EXPECT_EQ(statistics_.lost(), 0U);
}

TEST_F(Statistics, AddsUpOverStreams) {
  packet(first_);
  packet(static_cast<std::uint16_t>(first_ + 2));
  packet(1000, milliseconds(0), 8);
  packet(1003, milliseconds(0), 8);
  EXPECT_EQ(statistics_.packets(), 4U);
  EXPECT_EQ(statistics_.lost(), 3U);
}

TEST_F(Statistics, OneStrayNumberIsNotALossOfThousands) {
  packet(first_);
  packet(static_cast<std::uint16_t>(first_ + 30'000));
  packet(static_cast<std::uint16_t>(first_ + 1));
  EXPECT_LE(statistics_.lost(), 1U);
}

TEST_F(Statistics, ASenderThatBeginsAnewIsFollowed) {
  packet(first_);
  for (int i = 0; i < 5; ++i)
    packet(static_cast<std::uint16_t>(first_ + 30'000 + i));
  packet(static_cast<std::uint16_t>(first_ + 30'006));
  EXPECT_EQ(statistics_.packets(), 7U);
  EXPECT_EQ(statistics_.lost(), 1U);
}

TEST_F(Statistics, EvenArrivalHasNoJitter) {
  for (std::uint16_t i = 0; i < 100; ++i)
    packet(static_cast<std::uint16_t>(first_ + i));
  EXPECT_EQ(statistics_.jitter_ms(), 0);
}

// RFC 3550, appendix A.8: with every second packet 10 ms late, |D| is 10 ms each time and the filter goes
// there.
TEST_F(Statistics, JitterTendsToTheMeanDifference) {
  for (std::uint16_t i = 0; i < 400; ++i)
    packet(static_cast<std::uint16_t>(first_ + i), milliseconds(i % 2 == 0 ? 0 : 10));
  EXPECT_NEAR(statistics_.jitter_ms(), 10, 0.01);
}

TEST_F(Statistics, NothingReceivedIsNothingLost) {
  EXPECT_EQ(statistics_.lost(), 0U);
  EXPECT_EQ(statistics_.packets(), 0U);
}

}  // namespace
}  // namespace tipring::rtp
