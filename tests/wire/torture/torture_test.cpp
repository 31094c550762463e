// The torture messages of RFC 4475 and RFC 5118 at a running runtime, over UDP and TCP.

#include <optional>
#include <vector>

#include <gmock/gmock.h>

#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/raw_socket.h"
#include "tests/wire/kit/runtime.h"
#include "tests/wire/torture/torture_message.h"

namespace tipring::wire {
namespace {

// Whatever refuses it: what becomes of the method is no matter of reading.
constexpr int any_refusal = 999;

// What becomes of a message: the final answer, or 0 where silence is right.
struct Case {
  std::string name;
  int answer;
  std::optional<int> over_tcp{};  // Where it is another.
};

class TortureTest : public ::testing::TestWithParam<std::string> {
 protected:
  // The final answer, and a call that comes of it ended; 0 for none.
  int answer_to(const Case& one) {
    RawSocket socket(GetParam(), port_of());
    EXPECT_TRUE(socket.send(with_way_back(torture_message(one.name), socket.transport(), ++messages_)));
    return expected_of(one) == 0 ? answer_by_now(socket) : answer_on(socket);
  }
  int expected_of(const Case& one) const {
    return GetParam() == "tcp" ? one.over_tcp.value_or(one.answer) : one.answer;
  }
  int answer_on(RawSocket& socket) {
    while (auto message = socket.next()) {
      const int status = status_of(*message);
      if (status < 200) continue;
      if (status < 300 && header_of(*message, "CSeq").ends_with("INVITE")) end_call(socket, *message);
      return status;
    }
    return 0;
  }
  // What was sent before is read by then: the connection is taken in one turn of the loop and its bytes in the
  // next, and each of these requests takes a turn at least.
  int answer_by_now(RawSocket& socket) {
    RawSocket other("udp", runtime_.port());
    for (int turn = 0; turn < 3; ++turn) {
      EXPECT_TRUE(other.send(probe(other)));
      EXPECT_NE(other.until("SIP/2.0 200"), "");
    }
    while (auto message = socket.next(std::chrono::milliseconds{0})) {
      if (status_of(*message) >= 200) return status_of(*message);
    }
    return 0;
  }
  void end_call(RawSocket& socket, const std::string& success) {
    const int cseq = std::atoi(header_of(success, "CSeq").c_str());
    EXPECT_TRUE(socket.send(in_dialog(socket, "ACK", success, cseq)));
    EXPECT_TRUE(socket.send(in_dialog(socket, "BYE", success, cseq + 1)));
    EXPECT_THAT(socket.until("SIP/2.0 200"), ::testing::HasSubstr(" BYE"));
  }
  void expect_a_plain_call_to_work() {
    RawSocket socket(GetParam(), port_of());
    RawCaller caller(runtime_.port());
    const std::string invite = caller.invite("100", RawCaller::sdp());
    EXPECT_TRUE(socket.send(with_way_back(invite, socket.transport(), 0)));
    EXPECT_EQ(answer_on(socket), 200);
  }
  std::uint16_t port_of() const { return GetParam() == "tcp" ? tcp_ : runtime_.port(); }
  std::string probe(const RawSocket& socket) {
    const std::string number = std::to_string(++probes_);
    return "OPTIONS sip:probe@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/" + socket.transport() + " " +
           socket.address() + ";branch=z9hG4bKprobe" + number +
           "\r\nMax-Forwards: 70\r\nFrom: <sip:raw@127.0.0.1>;tag=probe\r\nTo: "
           "<sip:probe@127.0.0.1>\r\nCall-ID: probe\r\nCSeq: " +
           number + " OPTIONS\r\nContent-Length: 0\r\n\r\n";
  }

  std::uint16_t tcp_ = free_port("tcp");
  Runtime runtime_{{.site = std::string(TIPRING_TORTURE) + "/site",
                    .environment = {{"TIPRING_LISTEN_TCP", "tcp://127.0.0.1:" + std::to_string(tcp_)}}}};
  int probes_ = 0;
  int messages_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Transports, TortureTest, ::testing::Values("udp", "tcp"),
                         [](const auto& one) { return one.param; });

// In the order of the RFCs. Of what is invalid, the RFC leaves to the receiver what is marked so: to be
// liberal.
const std::vector<Case> cases{
    // RFC 4475, section 3.1.1: valid.
    {"rfc4475/wsinv", 481},  // Its To has a tag, and the call is not there.
    {"rfc4475/intmeth", 0},  // A zero byte ends all texts of Sofia's.
    {"rfc4475/esc01", 200},
    {"rfc4475/escnull", 401},
    {"rfc4475/esc02", 501},
    {"rfc4475/lwsdisp", 200},
    {"rfc4475/longreq", 200},
    {"rfc4475/dblreq", 401},
    {"rfc4475/semiuri", 200},
    {"rfc4475/transports", 200},
    {"rfc4475/mpart01", any_refusal},
    {"rfc4475/unreason", 0},
    {"rfc4475/noreason", 0},
    // Section 3.1.2: invalid.
    {"rfc4475/badinv01", 0},
    {"rfc4475/clerr", 400, 0},  // A stream may bring the rest.
    {"rfc4475/ncl", 400},
    {"rfc4475/scalar02", 400},
    {"rfc4475/scalarlg", 0},
    {"rfc4475/quotbal", 400},
    {"rfc4475/ltgtruri", 400},
    {"rfc4475/lwsruri", 0},
    {"rfc4475/lwsstart", 200},  // Liberal.
    {"rfc4475/trws", 200},      // Liberal.
    {"rfc4475/escruri", 400},
    {"rfc4475/baddate", 200},  // Liberal.
    {"rfc4475/regbadct", 400},
    {"rfc4475/badaspec", 200},  // Liberal.
    {"rfc4475/baddn", 400},
    {"rfc4475/badvers", 0, 505},  // Its Via is of that version too: it says nothing of a way back.
    {"rfc4475/mismatch01", 400},
    {"rfc4475/mismatch02", 400},
    {"rfc4475/bigcode", 0},
    // Sections 3.2 and 3.3: transactions and the application.
    {"rfc4475/badbranch", 200},
    {"rfc4475/insuf", 400},
    {"rfc4475/unkscm", 416},
    {"rfc4475/novelsc", 416},
    {"rfc4475/unksm2", 401},
    {"rfc4475/bext01", 420},
    {"rfc4475/invut", 415},
    {"rfc4475/regaut01", 401},
    {"rfc4475/multi01", 400},
    {"rfc4475/mcl01", 400},
    {"rfc4475/bcast", 0},
    {"rfc4475/zeromf", 200},
    {"rfc4475/cparam01", 401},
    {"rfc4475/cparam02", 401},
    {"rfc4475/regescrt", 401},
    {"rfc4475/sdp01", 406},
    {"rfc4475/inv2543", 400},  // Of the old RFC: without Contact we cannot go on.
    {"rfc4475/test", 0},
    // RFC 5118.
    {"rfc5118/ipv6-good", 401},
    {"rfc5118/ipv6-bad", 0},
    {"rfc5118/port-ambiguous", 401},
    {"rfc5118/port-unambiguous", 401},
    {"rfc5118/via-received-param-with-delim", 481},
    {"rfc5118/via-received-param-no-delim", 200},
    {"rfc5118/ipv6-in-sdp", 488},  // G.726 and video.
    {"rfc5118/mult-ip-in-header", 481},
    {"rfc5118/mult-ip-in-sdp", 200},
    {"rfc5118/ipv4-mapped-ipv6", 488},
    {"rfc5118/ipv6-bug-abnf-3-colons", 200},
    {"rfc5118/ipv6-correct-abnf-2-colons", 200},
};

TEST_P(TortureTest, each_message_gets_its_answer_and_a_plain_call_still_works) {
  for (const Case& one : cases) {
    const int answer = answer_to(one);
    const int expected = expected_of(one);
    EXPECT_EQ(expected == any_refusal && answer >= 400 ? any_refusal : answer, expected) << one.name;
  }
  expect_a_plain_call_to_work();
  // A connection that was answered by 400 is half closed, and closed as idle half a minute later.
  EXPECT_TRUE(runtime_.settles("sockets"));
  EXPECT_TRUE(runtime_.ends_in_order());
}

}  // namespace
}  // namespace tipring::wire
