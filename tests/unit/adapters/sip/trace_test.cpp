#include "adapters/sip/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::Pair;

WireMessage received(std::string bytes) {
  return {.transport = "udp", .local = "127.0.0.1:5060", .peer = "127.0.0.1:5070", .bytes = std::move(bytes)};
}

class TraceTest : public testing::Test {
 protected:
  std::vector<std::uint64_t> numbers(const Trace& trace) {
    std::vector<std::uint64_t> numbers;
    for (const auto& message : trace.messages())
      numbers.push_back(message.number);
    return numbers;
  }

  VirtualClock clock_{UtcTime{std::chrono::hours(1)}};
  RunLoop loop_{clock_};
};

TEST_F(TraceTest, KeepsTheNewestThatFit) {
  Trace trace(loop_, 4000);
  for (int at = 0; at < 10; ++at)
    trace.take(received(std::string(1000, 'x')));
  EXPECT_LE(trace.size(), 4000U);
  EXPECT_THAT(numbers(trace), ElementsAre(8, 9, 10));
  EXPECT_EQ(trace.messages().front().at, clock_.utc());
  trace.take(received(std::string(5000, 'x')));
  EXPECT_TRUE(trace.messages().empty());
  EXPECT_EQ(trace.size(), 0U);
}

TEST_F(TraceTest, CountsWhatItDoesNotKeep) {
  Trace trace(loop_, 0);
  trace.take(received("INVITE sip:1@x SIP/2.0\r\n\r\n"));
  trace.take(received("MADEUP sip:1@x SIP/2.0\r\n\r\n"));
  trace.take(received("MADEUPTOO sip:1@x SIP/2.0\r\n\r\n"));
  trace.take(received("SIP/2.0 486 Busy Here\r\n\r\n"));
  trace.take(received("SIP/2.0"));
  trace.take(received(""));
  trace.take(received("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_THAT(trace.traffic().received.requests, ElementsAre(Pair("INVITE", 1), Pair("other", 2)));
  EXPECT_THAT(trace.traffic().received.responses, ElementsAre(0, 0, 0, 1, 0, 0));
  EXPECT_EQ(trace.traffic().received.unreadable, 3U);
  EXPECT_TRUE(trace.messages().empty());
}

TEST_F(TraceTest, AFollowerSeesMessagesAsEventsAndMayLeave) {
  std::vector<std::uint64_t> seen;
  {
    Trace trace(loop_, 1 << 20);
    trace.take(received("1"));
    Trace::Follower follower = 0;
    follower = trace.follow([&](const WireMessage& message) {
      seen.push_back(message.number);
      trace.unfollow(follower);
    });
    trace.take(received("2"));
    EXPECT_TRUE(seen.empty());
    loop_.turn();
    trace.take(received("3"));
    loop_.turn();
    EXPECT_THAT(seen, ElementsAre(2));
    trace.follow([&](const WireMessage& message) { seen.push_back(message.number); });
    trace.take(received("4"));
  }
  loop_.turn();
  EXPECT_THAT(seen, ElementsAre(2));
}

TEST_F(TraceTest, RemembersTheLegsOfCallsForABoundedNumber) {
  Trace trace(loop_, 0);
  trace.note({1, 1}, "shared", "carrier", "");
  trace.note({1, 2}, "shared", "", "100");
  trace.note({1, 2}, "elsewhere", "", "100");
  EXPECT_THAT(trace.legs_of("shared"), testing::UnorderedElementsAre(LegId{1, 1}, LegId{1, 2}));
  EXPECT_THAT(trace.call_ids_of({1, 2}), ElementsAre("shared", "elsewhere"));
  EXPECT_EQ(trace.trunk_of({1, 1}), "carrier");
  EXPECT_EQ(trace.trunk_of({1, 2}), "");
  EXPECT_EQ(trace.phone_of({1, 2}), "100");
  for (std::uint32_t leg = 3; leg < 20'003; ++leg)
    trace.note({1, leg}, "id" + std::to_string(leg), "", "");
  EXPECT_TRUE(trace.legs_of("shared").empty());
  EXPECT_TRUE(trace.call_ids_of({1, 1}).empty());
  EXPECT_THAT(trace.call_ids_of({1, 20'002}), ElementsAre("id20002"));
}

}  // namespace
}  // namespace tipring::sip
