#include "adapters/rtp/rtcp_session.h"

#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration utc_offset = seconds(1'800'000'000);

Instant at(int ms) {
  return Instant(seconds(77) + milliseconds(ms));
}

// A stream of 20 ms packets, of which `lost` tells which do not come.
template <typename Lost>
void hear(ReceiveStatistics& received, int from, int to, Lost lost) {
  for (int i = from; i < to; ++i) {
    if (lost(i)) continue;
    received.receive({false, 0, static_cast<std::uint16_t>(i), static_cast<std::uint32_t>(160 * i), 5},
                     at(20 * i), true);
  }
}

TEST(RtcpSession, ReportsEveryFiveSecondsOnAverageAndNotOnTheBeat) {
  RtcpSession session(at(0), utc_offset, 3);
  const ReceiveStatistics nothing;
  std::vector<int> times;
  for (int ms = 0; ms < 600'000; ms += 10) {
    if (!session.due(at(ms))) continue;
    times.push_back(ms);
    session.report({}, nothing, at(ms));
  }
  EXPECT_LE(times[0], 3750);
  EXPECT_NEAR(static_cast<double>(times.size()), 120, 15);
  for (std::size_t i = 1; i < times.size(); ++i) {
    EXPECT_GE(times[i] - times[i - 1], 2500);
    EXPECT_LE(times[i] - times[i - 1], 7510);
  }
}

TEST(RtcpSession, OnlyWhoSendsReportsAsSender) {
  RtcpSession session(at(0), utc_offset, 3);
  const ReceiveStatistics nothing;
  EXPECT_FALSE(session.report({1, 0, 0, 0}, nothing, at(0)).sender);
  const auto report = session.report({1, 800, 5, 800}, nothing, at(500));
  ASSERT_TRUE(report.sender);
  EXPECT_EQ(report.sender->packets, 5U);
  EXPECT_EQ(report.sender->octets, 800U);
  EXPECT_EQ(report.sender->timestamp, 800U);
  EXPECT_EQ(report.sender->ntp >> 32U, 2'208'988'800U + 1'800'000'077U);
  EXPECT_EQ((report.sender->ntp & 0xffffffffU) >> 28U, 8U) << "half a second";
  EXPECT_TRUE(report.blocks.empty());
  // Section 6.4: until it has not sent for two reports.
  EXPECT_TRUE(session.report({1, 800, 5, 800}, nothing, at(1000)).sender);
  EXPECT_FALSE(session.report({1, 800, 5, 800}, nothing, at(1500)).sender);
}

TEST(RtcpSession, TellsWhatWasLostSinceTheLastReportAndInAll) {
  RtcpSession session(at(0), utc_offset, 3);
  ReceiveStatistics received;
  hear(received, 0, 100, [](int i) { return i % 4 == 2; });
  auto block = session.report({}, received, at(2000)).blocks.at(0);
  EXPECT_EQ(block.ssrc, 5U);
  EXPECT_EQ(block.lost, 25);
  EXPECT_EQ(block.fraction_lost, 64);
  EXPECT_EQ(block.highest, 99U);
  hear(received, 100, 200, [](int) { return false; });
  block = session.report({}, received, at(4000)).blocks.at(0);
  EXPECT_EQ(block.lost, 25);
  EXPECT_EQ(block.fraction_lost, 0);
  EXPECT_EQ(block.highest, 199U);
}

// Two sessions with 30 ms of network between them and clocks of their own.
TEST(RtcpSession, MeasuresTheNetworkWithoutThePeersOwnTime) {
  RtcpSession ours(at(0), utc_offset, 3);
  RtcpSession theirs(at(0), utc_offset + seconds(12'345), 4);
  ReceiveStatistics of_us;
  hear(of_us, 0, 50, [](int i) { return i == 7; });
  const ReceiveStatistics nothing;
  EXPECT_FALSE(ours.round_trip_ms());
  theirs.receive(ours.report({5, 0, 50, 8000}, nothing, at(1000)), 99, 8000, at(1030));
  ours.receive(theirs.report({99, 0, 0, 0}, of_us, at(3000)), 5, 8000, at(3030));
  ASSERT_TRUE(ours.round_trip_ms());
  EXPECT_NEAR(*ours.round_trip_ms(), 60, 0.2);
  EXPECT_EQ(ours.peer_lost(), 1U);
  EXPECT_EQ(ours.peer_jitter_ms(), 0);
}

TEST(RtcpSession, ReportsAboutOthersTellNothing) {
  RtcpSession session(at(0), utc_offset, 3);
  RtcpReport report;
  report.blocks = {{6, 255, 100, 0, 800, 1, 1}};
  session.receive(report, 5, 8000, at(100));
  EXPECT_FALSE(session.peer_lost());
  report.blocks[0].ssrc = 5;
  report.blocks[0].last_report = 0;
  session.receive(report, 5, 8000, at(100));
  EXPECT_EQ(session.peer_lost(), 100U);
  EXPECT_EQ(session.peer_jitter_ms(), 100);
  EXPECT_FALSE(session.round_trip_ms()) << "it has had no report of ours";
}

TEST(RtcpSession, APeerThatMiscountsItsTimeGivesNoRoundTrip) {
  RtcpSession session(at(0), utc_offset, 3);
  const auto sent = session.report({5, 0, 1, 160}, ReceiveStatistics{}, at(0));
  RtcpReport report;
  report.blocks = {{5, 0, 0, 0, 0, static_cast<std::uint32_t>(sent.sender->ntp >> 16U), 10 * 65'536}};
  session.receive(report, 5, 8000, at(1000));
  EXPECT_FALSE(session.round_trip_ms());
}

}  // namespace
}  // namespace tipring::rtp
