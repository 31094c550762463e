// Connections on which messages come in any pieces, and end anywhere.

#include "moved_peer_test.h"
#include "raw_connection.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

class AgentCutsTest : public MovedPeerTest {
 protected:
  AgentCutsTest() : MovedPeerTest({"tcp://127.0.0.1:0"}) {
    bob_.on_arrived = [this](const IncomingCall& call) { bob_.agent->reject(call.leg, 486, "", {}); };
  }
  // A request of a transaction of its own.
  std::string request(const std::string& method) {
    const bool offers = method == "INVITE";
    return over_tcp(request_of(*peer_, method, uri_of(bob_), to_, ++cseq_,
                               offers ? "Subject: a folded\r\n line\r\nContent-Type: application/sdp\r\n" : "",
                               offers ? raw_sdp(4000) : ""));
  }
  bool until_read(RawConnection& connection, const std::string& what) {
    return until([&] { return connection.read().find(what) != std::string::npos; });
  }
  void expect_nothing_left() {
    pass(seconds{100});
    EXPECT_EQ(bob_.agent->live().sockets, 0U);
    EXPECT_EQ(bob_.agent->live().legs, 0U);
    EXPECT_TRUE(bob_.agent->settled());
    EXPECT_EQ(loop_.live_timers(), 0U);
  }
  void expect_a_call_to_work() {
    RawConnection connection(port_);
    connection.send(request("INVITE"));
    EXPECT_TRUE(until_read(connection, "SIP/2.0 486"));
  }

  std::uint32_t cseq_ = 0;
};

struct Kind {
  std::string method;
  std::string answer;
};

class AgentCutsEachTest : public AgentCutsTest, public testing::WithParamInterface<Kind> {};

INSTANTIATE_TEST_SUITE_P(Requests, AgentCutsEachTest,
                         testing::Values(Kind{"INVITE", "SIP/2.0 486"}, Kind{"OPTIONS", "SIP/2.0 200"},
                                         Kind{"BYE", "SIP/2.0 481"}, Kind{"DANCE", "SIP/2.0 501"}),
                         [](const auto& one) { return one.param.method; });

TEST_P(AgentCutsEachTest, AMessageMayBeCutInTwoAnywhere) {
  const std::size_t size = request(GetParam().method).size();
  for (std::size_t cut = 1; cut < size; ++cut) {
    RawConnection connection(port_);
    const std::string text = request(GetParam().method);
    connection.send(text.substr(0, cut));
    drain();
    ASSERT_EQ(connection.read(), "") << "cut at " << cut;
    connection.send(text.substr(cut));
    ASSERT_TRUE(until_read(connection, GetParam().answer)) << "cut at " << cut;
  }
  expect_nothing_left();
}

TEST_P(AgentCutsEachTest, AConnectionMayEndAnywhere) {
  const std::size_t size = request(GetParam().method).size();
  for (std::size_t cut = 0; cut < size; ++cut) {
    RawConnection connection(port_);
    connection.send(request(GetParam().method).substr(0, cut));
    drain();
    if (cut % 2 == 0) connection.reset();
    connection.end_sending();
    drain();
    ASSERT_TRUE(bob_.told.empty()) << "ended at " << cut << " of " << size;
  }
  expect_nothing_left();
  expect_a_call_to_work();
}

TEST_F(AgentCutsTest, TwoMessagesMayComeAtOnce) {
  RawConnection connection(port_);
  connection.send(request("OPTIONS") + "\r\n\r\n" + request("DANCE"));
  EXPECT_TRUE(until_read(connection, "SIP/2.0 501"));
  EXPECT_THAT(connection.read(), HasSubstr("SIP/2.0 200"));
  bob_.on_arrived = nullptr;
  const std::string invite = request("INVITE");
  std::string cancel = request("CANCEL");
  for (const char* number : {"z9hG4bKCANCEL", "CSeq: "})
    cancel.replace(cancel.find(number) + std::string(number).size(), 1, std::to_string(cseq_ - 1));
  cancel.replace(cancel.find("z9hG4bKCANCEL"), 13, "z9hG4bKINVITE");
  connection.send(invite + cancel);
  EXPECT_TRUE(until_read(connection, "SIP/2.0 487"));
  EXPECT_EQ(bob_.releases[bob_.leg].status, 487);
}

TEST_F(AgentCutsTest, AHeaderThatNeverEndsIsCutOff) {
  constexpr std::size_t most = std::size_t{256} << 10U;
  RawConnection connection(port_);
  connection.send("OPTIONS sip:100@127.0.0.1 SIP/2.0\r\nX-Endless: ");
  const std::string piece(4096, 'x');
  std::size_t sent = 0;
  while (sent < std::size_t{64} << 20U) {
    const auto some = connection.send_some(piece);
    if (!some) break;
    sent += *some;
    drain();
  }
  EXPECT_LT(sent, most);
  expect_nothing_left();
  expect_a_call_to_work();
}

TEST_F(AgentCutsTest, ABodyThatIsFarTooLongIsCutOff) {
  RawConnection connection(port_);
  std::string text = request("INVITE");
  const auto at = text.find("Content-Length: ") + 16;
  text.replace(at, text.find("\r\n", at) - at, "4000000000");
  connection.send(text);
  drain();
  expect_nothing_left();
  EXPECT_TRUE(bob_.told.empty());
  expect_a_call_to_work();
}

}  // namespace
}  // namespace tipring::sip
