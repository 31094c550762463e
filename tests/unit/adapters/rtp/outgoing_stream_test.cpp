#include "adapters/rtp/outgoing_stream.h"

#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

constexpr StreamSeeds seeds{0xabcd, 65'534, 0xffffff00U};

Instant at(int ms) {
  return Instant(milliseconds(5000 + ms));
}

TEST(OutgoingStream, BeginsAtItsSeeds) {
  OutgoingStream stream(seeds, at(0));
  EXPECT_EQ(stream.frame(8, at(0)), (RtpHeader{true, 8, 65'534, 0xffffff00U, 0xabcd}));
}

TEST(OutgoingStream, FramesFollowEachOtherThoughTheTimerTrembles) {
  OutgoingStream stream(seeds, at(0));
  stream.frame(0, at(0));
  EXPECT_EQ(stream.frame(0, at(23)), (RtpHeader{false, 0, 65'535, 0xffffff00U + 160, 0xabcd}));
  EXPECT_EQ(stream.frame(0, at(39)), (RtpHeader{false, 0, 0, 0xffffff00U + 320, 0xabcd}));
}

TEST(OutgoingStream, WhatALateTimerMissedIsSentAfterWithoutAGap) {
  OutgoingStream stream(seeds, at(0));
  auto timestamp = stream.frame(0, at(0)).timestamp;
  for (int i = 0; i < 10; ++i) {
    const auto header = stream.frame(0, at(195));
    EXPECT_FALSE(header.marker);
    EXPECT_EQ(header.timestamp, timestamp += 160);
  }
}

TEST(OutgoingStream, APauseIsAPauseAndAMarkerEndsIt) {
  OutgoingStream stream(seeds, at(0));
  stream.frame(0, at(0));
  stream.begin_talkspurt();
  const auto after = stream.frame(0, at(100));
  EXPECT_TRUE(after.marker);
  EXPECT_EQ(after.timestamp, 0xffffff00U + 800);
  EXPECT_EQ(after.sequence, 65'535);
  const auto after_a_stall = stream.frame(0, at(1000));
  EXPECT_TRUE(after_a_stall.marker);
  EXPECT_EQ(after_a_stall.timestamp, 0xffffff00U + 8000);
}

TEST(OutgoingStream, OneTalkspurtOnTheHeelsOfAnotherGoesOn) {
  OutgoingStream stream(seeds, at(0));
  stream.frame(0, at(0));
  stream.begin_talkspurt();
  const auto next = stream.frame(0, at(21));
  EXPECT_FALSE(next.marker);
  EXPECT_EQ(next.timestamp, 0xffffff00U + 160);
}

TEST(OutgoingStream, AllPacketsOfAPressShareATimestamp) {
  OutgoingStream stream(seeds, at(0));
  stream.frame(0, at(0));
  const auto first = stream.event(101, true, at(20));
  const auto second = stream.event(101, false, at(40));
  EXPECT_TRUE(first.marker);
  EXPECT_FALSE(second.marker);
  EXPECT_EQ(first.timestamp, 0xffffff00U + 160);
  EXPECT_EQ(second.timestamp, first.timestamp);
  EXPECT_EQ(second.sequence, static_cast<std::uint16_t>(first.sequence + 1));
  const auto audio = stream.frame(0, at(180));
  EXPECT_EQ(audio.timestamp, 0xffffff00U + 180 * 8);
}

TEST(OutgoingStream, RelayKeepsTheDistancesOfTheOtherStream) {
  OutgoingStream stream(seeds, at(0));
  stream.frame(0, at(0));
  const auto first = stream.relayed({false, 0, 500, 90'000, 1}, 8, at(100));
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->marker);
  EXPECT_EQ(first->payload_type, 8);
  EXPECT_EQ(first->ssrc, 0xabcdU);
  EXPECT_EQ(first->sequence, 65'535);
  EXPECT_EQ(first->timestamp, 0xffffff00U + 800);
  // One packet lost on the way here is one packet missing on the way on.
  const auto third = stream.relayed({false, 0, 502, 90'320, 1}, 8, at(140));
  ASSERT_TRUE(third);
  EXPECT_EQ(third->sequence, 1);
  EXPECT_EQ(third->timestamp, first->timestamp + 320);
  EXPECT_FALSE(third->marker);
  const auto second = stream.relayed({false, 0, 501, 90'160, 1}, 8, at(141));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->sequence, 0);
}

TEST(OutgoingStream, APacketFromBeforeTheRelayIsNotSent) {
  OutgoingStream stream(seeds, at(0));
  ASSERT_TRUE(stream.relayed({false, 0, 500, 90'000, 1}, 0, at(0)));
  EXPECT_FALSE(stream.relayed({false, 0, 499, 89'840, 1}, 0, at(1)));
}

TEST(OutgoingStream, NumbersNeverRepeatWhateverIsSent) {
  OutgoingStream stream(seeds, at(0));
  std::uint16_t expected = seeds.sequence;
  const auto next = [&](const RtpHeader& header) { EXPECT_EQ(header.sequence, expected++); };
  next(stream.frame(0, at(0)));
  next(*stream.relayed({false, 0, 9, 1, 1}, 0, at(20)));
  next(*stream.relayed({false, 0, 10, 161, 1}, 0, at(40)));
  next(stream.frame(0, at(60)));
  next(stream.event(101, true, at(80)));
  next(*stream.relayed({false, 0, 40, 5000, 1}, 0, at(100)));
  next(*stream.relayed({false, 0, 60'000, 77, 2}, 0, at(120)));
  next(*stream.relayed({false, 0, 20'000, 99, 2}, 0, at(140)));
}

TEST(OutgoingStream, TimeNeverRunsBackwardsBetweenSources) {
  OutgoingStream stream(seeds, at(0));
  // The relayed party's clock runs ahead of ours.
  ASSERT_TRUE(stream.relayed({false, 0, 1, 0, 1}, 0, at(0)));
  const auto ahead = stream.relayed({false, 0, 2, 4000, 1}, 0, at(20));
  ASSERT_TRUE(ahead);
  EXPECT_EQ(stream.frame(0, at(40)).timestamp, ahead->timestamp + 160);
}

}  // namespace
}  // namespace tipring::rtp
