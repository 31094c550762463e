// Calls that an rtpengine no longer knows, as after a restart that no ping has met.

#include <set>

#include "tests/unit/adapters/rtpengine/proxied_fixture.h"

namespace tipring::rtpengine {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ProxiedWatchTest : public ProxiedTest {
 protected:
  void talk_on(LegId other) {
    OutgoingCall call = outgoing("", described("ours"));
    call.leg = other;
    telephony_.place(std::move(call));
    peer_.answer_with("to-peer");
    telephony_.answered(other, described("theirs", "from-peer"));
    peer_.answer_with("to-us");
    floor_.told.clear();
  }
  static std::string command_in(const std::string& datagram, const std::string& field) {
    const auto value = read_bencode(datagram.substr(datagram.find(' ') + 1)).value();
    return *value.dictionary()->at(field).text();
  }
  // Which calls the rtpengine, which knows these, is asked for the next time.
  std::vector<std::string> asked_for(const std::set<std::string>& known) {
    std::vector<std::string> calls;
    pass(Instance::ping_interval);
    for (; read_ < peer_.datagrams.size(); ++read_) {
      const std::string datagram = peer_.datagrams[read_];
      const std::string command = command_in(datagram, "command");
      if (command == "ping") peer_.answer(datagram, {{"result", "pong"}});
      if (command != "query") continue;
      calls.push_back(command_in(datagram, "call-id"));
      if (known.contains(calls.back())) {
        peer_.answer(datagram, {{"result", "ok"}});
      } else {
        peer_.answer(datagram, {{"result", "error"}, {"error-reason", "Unknown call-id"}});
      }
    }
    return calls;
  }

  static constexpr LegId second{2, 1};
  static constexpr LegId third{3, 1};

 private:
  std::size_t read_ = 0;
};

TEST_F(ProxiedWatchTest, ACallThatItNoLongerKnowsIsLostAndOfferedAsANewVersion) {
  talk();
  EXPECT_THAT(asked_for({}), ElementsAre("t-1.1"));
  EXPECT_THAT(floor_.told, ElementsAre("media of 1.1 lost"));
  EXPECT_THAT(log_.warnings,
              ElementsAre("the rtpengine at 192.0.2.7:2223 has lost calls: they are offered anew"));
  telephony_.offer(leg, described("ours"));
  EXPECT_EQ(asked_sdp(), "ours 2 RTP/AVP") << "the same words, but another address";
  peer_.answer_with("anew-to-peer");
  EXPECT_THAT(agent_.asked, ElementsAre("offer ours <anew-to-peer>"));
  telephony_.offer_accepted(leg, described("theirs", "from-peer"));
  peer_.answer_with("anew-to-us");
  floor_.told.clear();
  EXPECT_THAT(asked_for({"t-1.1"}), ElementsAre("t-1.1"));
  EXPECT_THAT(floor_.told, IsEmpty());
}

TEST_F(ProxiedWatchTest, WhereTheOldestIsKnownNoOtherIsAskedFor) {
  talk();
  talk_on(second);
  EXPECT_THAT(asked_for({"t-1.1", "t-2.1"}), ElementsAre("t-1.1"));
  EXPECT_THAT(asked_for({"t-1.1", "t-2.1"}), ElementsAre("t-2.1"));
  EXPECT_THAT(asked_for({"t-1.1", "t-2.1"}), ElementsAre("t-1.1"));
  EXPECT_THAT(floor_.told, IsEmpty());
  EXPECT_THAT(log_.warnings, IsEmpty());
}

TEST_F(ProxiedWatchTest, AllThatARestartHasLostAreFound) {
  talk();
  talk_on(second);
  talk_on(third);
  EXPECT_THAT(asked_for({"t-3.1"}), ElementsAre("t-1.1", "t-2.1", "t-3.1"));
  EXPECT_THAT(floor_.told, ElementsAre("media of 1.1 lost", "media of 2.1 lost"));
  EXPECT_THAT(log_.warnings, ElementsAre(HasSubstr("has lost calls")));
}

TEST_F(ProxiedWatchTest, ACallThatHasEndedMeanwhileIsNotLost) {
  talk();
  pass(Instance::ping_interval);
  ASSERT_EQ(peer_.names().back(), "query");
  const auto query = std::ranges::find_if(
      peer_.datagrams, [](const std::string& datagram) { return command_in(datagram, "command") == "query"; });
  telephony_.released(leg, {});
  peer_.answer(*query, {{"result", "error"}, {"error-reason", "Unknown call-id"}});
  EXPECT_THAT(floor_.told, ElementsAre("released 0"));
}

TEST_F(ProxiedWatchTest, ACallWithAChangeUnderWayIsNotAskedFor) {
  talk();
  pass(Instance::ping_interval - 1ms);
  telephony_.offer(leg, described("hold"));
  EXPECT_THAT(asked_for({}), IsEmpty());
}

TEST_F(ProxiedWatchTest, AnyOtherRefusalIsNoLoss) {
  talk();
  pass(Instance::ping_interval);
  const std::vector<std::string> datagrams = peer_.datagrams;
  for (const std::string& datagram : datagrams) {
    if (command_in(datagram, "command") == "query")
      peer_.answer(datagram, {{"result", "error"}, {"error-reason", "Unrecognized command"}});
  }
  EXPECT_THAT(floor_.told, IsEmpty());
}

}  // namespace
}  // namespace tipring::rtpengine
