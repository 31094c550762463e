#include "adapters/sip/wire_tap.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string bye = "BYE sip:1@x SIP/2.0\r\nContent-Length: 4\r\n\r\nbody";
const std::string ack = "ACK sip:1@x SIP/2.0\r\n\r\n";

class WireTapTest : public testing::Test {
 protected:
  void pass(const std::string& bytes, const std::string& peer = "127.0.0.1:5070", bool sent = false) {
    tap_.pass(true,
              {.sent = sent, .transport = "tcp", .local = "127.0.0.1:5060", .peer = peer, .bytes = bytes});
  }

  std::vector<std::string> taken_;
  WireTap tap_{[this](const WireMessage& message) { taken_.push_back(message.bytes); }};
};

TEST_F(WireTapTest, ADatagramIsTakenAsItIs) {
  tap_.pass(false, {.transport = "udp", .bytes = "BYE"});
  EXPECT_THAT(taken_, ElementsAre("BYE"));
}

TEST_F(WireTapTest, MessagesOfAStreamAreTakenWhole) {
  for (const char byte : bye + ack)
    pass(std::string(1, byte));
  EXPECT_THAT(taken_, ElementsAre(bye, ack));
  pass(ack + bye + ack.substr(0, 5));
  EXPECT_THAT(taken_, ElementsAre(bye, ack, ack, bye));
  pass(ack.substr(5));
  EXPECT_THAT(taken_, ElementsAre(bye, ack, ack, bye, ack));
}

TEST_F(WireTapTest, StreamsAreKeptApart) {
  pass(bye.substr(0, 10));
  pass(ack.substr(0, 5), "127.0.0.1:5071");
  pass(bye.substr(0, 20), "127.0.0.1:5070", true);
  pass(ack.substr(5), "127.0.0.1:5071");
  pass(bye.substr(10));
  pass(bye.substr(20), "127.0.0.1:5070", true);
  EXPECT_THAT(taken_, ElementsAre(ack, bye, bye));
}

TEST_F(WireTapTest, WhatKeepsAConnectionOpenIsNoMessage) {
  pass("\r\n\r\n");
  EXPECT_THAT(taken_, IsEmpty());
  pass(ack);
  EXPECT_THAT(taken_, ElementsAre(ack));
}

TEST_F(WireTapTest, AMessageThatNeverEndsIsTakenAsFarAsItCame) {
  const std::string endless = "BYE sip:1@x SIP/2.0\r\nX: " + std::string(64U << 10U, 'x');
  while (taken_.empty())
    pass(endless);
  EXPECT_THAT(taken_, SizeIs(1));
  EXPECT_LT(taken_.front().size(), 512U << 10U);
}

TEST_F(WireTapTest, BeginningsAreKeptForABoundedNumberOfStreams) {
  for (int stream = 0; stream < 1000; ++stream)
    pass(bye.substr(0, 10), "peer " + std::to_string(stream));
  for (int stream = 0; stream < 1000; ++stream)
    pass(bye.substr(10), "peer " + std::to_string(stream));
  EXPECT_EQ(std::count(taken_.begin(), taken_.end(), bye), 256);
}

}  // namespace
}  // namespace tipring::sip
