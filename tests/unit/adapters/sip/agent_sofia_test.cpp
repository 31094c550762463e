// Faults of Sofia-SIP as it is packaged, which must not show here. What its timers and resets do to connections
// is in agent_streams_test.cpp too, and that its timers do not spin, in su_reactor_test.cpp.

#include "moved_peer_test.h"
#include "raw_connection.h"
#include <gmock/gmock.h>

#if defined(__SANITIZE_ADDRESS__)
// Of sanitizer/allocator_interface.h, which gcc's packages leave out.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // NOLINT(bugprone-reserved-identifier)
#endif

namespace tipring::sip {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

// Memory in use, where the build can tell; else 0.
std::size_t memory() {
#if defined(__SANITIZE_ADDRESS__)
  return __sanitizer_get_current_allocated_bytes();
#else
  return 0;
#endif
}

class AgentSofiaTest : public MovedPeerTest {
 protected:
  AgentSofiaTest() : MovedPeerTest({"udp://127.0.0.1:0", "tcp://127.0.0.1:0"}) {}
  std::string options(const std::string& headers = {}) {
    return request_of(*peer_, "OPTIONS", uri_of(bob_), to_, ++cseq_, headers);
  }
  void send(const std::string& message) {
    peer_->send(port_, message);
    drain();
  }
  // What is left of memory after `rounds` of something, for one of them: once it has come to rest.
  std::size_t left_by(int rounds, const std::function<void()>& round) {
    // As often before, so that tables have grown to their size.
    for (int i = 0; i < rounds; ++i)
      round();
    come_to_rest();
    const std::size_t before = memory();
    for (int i = 0; i < rounds; ++i)
      round();
    come_to_rest();
    const std::size_t after = memory();
    return after > before ? (after - before) / static_cast<std::size_t>(rounds) : 0;
  }
  void come_to_rest() {
    pass(seconds{100});
    peer_->take_with_ports();
    std::vector<std::string>().swap(peer_->received);
    std::vector<std::string>().swap(bob_.told);
    std::vector<std::string>().swap(bob_.lines);
    bob_.calls.clear();
    bob_.releases.clear();
    bob_.states.clear();
  }

  std::uint32_t cseq_ = 0;
};

// It would hold up the whole program while a name server of the stranger's choice takes its time.
TEST_F(AgentSofiaTest, NamesThatStrangersWriteAreNotLookedUp) {
  const std::string own_port = peer_->at().substr(peer_->at().find(':'));
  std::string elsewhere = options();
  elsewhere.insert(elsewhere.find(";branch"), ";maddr=localhost");
  send(elsewhere);
  std::string old = options();
  for (const std::string part : {"SIP/2.0\r\n", "SIP/2.0/UDP"})
    old.replace(old.find(part), 7, "SIP/7.0");
  old.replace(old.find(peer_->at()), peer_->at().size(), "localhost" + own_port);
  send(old);
  send(options());
  EXPECT_EQ(peer_->count("SIP/2.0 "), 1U) << testing::PrintToString(peer_->received);
  EXPECT_TRUE(peer_->heard("SIP/2.0 200"));
  pass(seconds{100});
  EXPECT_TRUE(bob_.agent->settled());
}

TEST_F(AgentSofiaTest, DatesOfLeapYearsAreNoTrouble) {
  for (const char* date : {"Sat, 29 Feb 2020 12:00:00 GMT", "Sun, 01 Mar 2020 12:00:00 GMT",
                           "Thu, 01 Mar 2029 00:00:00 GMT", "Fri, 31 Dec 2100 23:59:59 GMT"}) {
    peer_->received.clear();
    send(options(std::string("Date: ") + date + "\r\nExpires: " + date + "\r\n"));
    EXPECT_TRUE(peer_->heard("SIP/2.0 200")) << date;
  }
}

TEST_F(AgentSofiaTest, TimersOfItsOwnDoNotSpin) {
  place(bob_, "sip:raw@" + peer_->at(), audio(4000));
  const auto before = reactor_->steps();
  // Repeated after half a second, and after another whole one.
  ASSERT_TRUE(until([this] { return peer_->count("INVITE ") == 3; }));
  EXPECT_LE(reactor_->steps() - before, 40U);
}

TEST_F(AgentSofiaTest, PeersThatResetTheirConnectionsCostNoMemory) {
  const std::uint16_t port = bob_.agent->listening().back().port;
  EXPECT_LT(left_by(1000,
                    [&] {
                      RawConnection connection(port);
                      connection.send(over_tcp(options()).substr(0, 100));
                      drain();
                      connection.reset();
                      drain();
                    }),
            64U);
  EXPECT_EQ(bob_.agent->live().sockets, 0U);
}

TEST_F(AgentSofiaTest, CallsThatAreGivenUpAndNeverAnsweredCostNoMemory) {
  EXPECT_LT(left_by(100,
                    [&] {
                      const LegId leg = place(bob_, "sip:raw@" + peer_->at(), audio(4000));
                      drain();
                      const std::string invite = peer_->received.back();
                      send(response_to(invite, "180 Ringing", "one"));
                      bob_.agent->release(leg, {Release::By::local, 0, 16, ""});
                      drain();
                    }),
            64U);
}

// Answered, refused and cancelled calls, and what comes of each message once nothing refers to it any more.
TEST_F(AgentSofiaTest, MessagesGoWithTheirCalls) {
  bob_.on_arrived = [this](const IncomingCall& call) {
    bob_.agent->ring(call.leg, std::nullopt);
    if (call.dialled.user == "200") bob_.agent->answer(call.leg, audio(4002));
    if (call.dialled.user == "300") bob_.agent->reject(call.leg, 486, "", {{"X-Why", "busy"}});
  };
  const auto calls = [&] {
    for (const char* number : {"200", "300", "400"}) {
      const LegId leg = place(bob_, uri_of(bob_, number), audio(4000));
      drain();
      bob_.agent->release(leg, {Release::By::local, 0, 16, ""});
      drain();
    }
  };
  EXPECT_LT(left_by(50, calls), 128U);
  EXPECT_TRUE(bob_.agent->settled());
}

}  // namespace
}  // namespace tipring::sip
