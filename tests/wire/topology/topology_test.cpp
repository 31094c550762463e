// Two sides of a call, each of which writes marks of its inside wherever SIP and SDP have room: none of them
// comes out at the other side, in no message of a whole call.

#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/runtime.h"
#include "tests/wire/topology/side.h"

namespace tipring::wire {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TopologyTest : public ::testing::Test {
 protected:
  TopologyTest() : called_port_(free_port("udp")), caller_port_(free_port("udp")) {
    runtime_ = std::make_unique<Runtime>(
        Runtime::Setup{.site = TIPRING_SITE,
                       .environment = {{"TIPRING_INSIDE", "sip:127.0.0.1:" + std::to_string(called_port_)}}});
    caller_ = std::make_unique<Side>("callers.inside", "127.77.0.", runtime_->port(), caller_port_);
    called_ = std::make_unique<Side>("called.inside", "127.88.0.", runtime_->port(), called_port_);
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }

  /// A call that rings and is answered.
  void connect() {
    caller_->send("INVITE", "Supported: timer\r\n", true);
    const std::string invite = called_->until_called();
    called_->respond(invite, "180 Ringing");
    caller_->until("SIP/2.0 180");
    called_->respond(invite, "183 Session Progress", true);
    caller_->until("SIP/2.0 183");
    called_->respond(invite, "200 OK", true);
    called_->until("ACK");
    ASSERT_NE(caller_->until("SIP/2.0 200", "INVITE"), "");
    caller_->acknowledge();
  }

  static void expect_no_trace(const Side& of, const Side& at) {
    EXPECT_FALSE(at.received().empty());
    for (const std::string& message : at.received()) {
      EXPECT_THAT(message, Not(HasSubstr(of.name())));
      EXPECT_THAT(message, Not(HasSubstr(of.network())));
      EXPECT_THAT(message, Not(HasSubstr(of.address())));
    }
  }
  void expect_no_trace() const {
    expect_no_trace(*caller_, *called_);
    expect_no_trace(*called_, *caller_);
  }

  std::uint16_t called_port_;
  std::uint16_t caller_port_;
  std::unique_ptr<Runtime> runtime_;
  std::unique_ptr<Side> caller_;
  std::unique_ptr<Side> called_;
};

TEST_F(TopologyTest, ACallThatTheCallerEndsShowsNeitherSideToTheOther) {
  connect();
  caller_->send("BYE");
  caller_->until("SIP/2.0 200", "BYE");
  called_->respond(called_->until("BYE"), "200 OK");
  expect_no_trace();
  const std::string invite = called_->received().front();
  EXPECT_THAT(header_of(invite, "Diversion"),
              ::testing::MatchesRegex("<sip:\\+12025550100@127\\.0\\.0\\.1(:[0-9]+)?>;reason=unconditional"));
  EXPECT_THAT(header_of(invite, "History-Info"), HasSubstr("index=1.1"));
}

TEST_F(TopologyTest, ACallThatTheCalledPartyEndsShowsNeitherSideToTheOther) {
  connect();
  called_->send("BYE");
  called_->until("SIP/2.0 200", "BYE");
  caller_->respond(caller_->until("BYE"), "200 OK");
  expect_no_trace();
}

TEST_F(TopologyTest, ChangesOfTheCallStayOnTheirSide) {
  connect();
  for (Side* side : {caller_.get(), called_.get()}) {
    side->send("INVITE", {}, true);
    EXPECT_NE(side->until("SIP/2.0 200", "INVITE"), "");
    side->acknowledge();
    side->send("UPDATE", {}, true);
    EXPECT_NE(side->until("SIP/2.0 200", "UPDATE"), "");
    side->send("INFO");
    EXPECT_NE(side->until("SIP/2.0 200", "INFO"), "");
    side->send("OPTIONS");
    side->until("SIP/2.0", "OPTIONS");
  }
  caller_->send("BYE");
  caller_->until("SIP/2.0 200", "BYE");
  called_->respond(called_->until("BYE"), "200 OK");
  expect_no_trace();
}

TEST_F(TopologyTest, ARefusalTellsItsStatusAlone) {
  caller_->send("INVITE", {}, true);
  const std::string invite = called_->until_called();
  called_->respond(invite, "486 Busy at called.inside");
  called_->until("ACK");
  EXPECT_THAT(caller_->until("SIP/2.0 486"), Not(::testing::IsEmpty()));
  caller_->acknowledge();
  expect_no_trace();
}

TEST_F(TopologyTest, AMovedPartyIsCalledWithoutTheCallersKnowing) {
  caller_->send("INVITE", {}, true);
  called_->respond(called_->until_called(), "302 Moved to called.inside");
  const std::string again = called_->until_called();
  called_->respond(again, "404 Not at called.inside");
  called_->until("ACK");
  EXPECT_THAT(caller_->until("SIP/2.0 404"), Not(::testing::IsEmpty()));
  caller_->acknowledge();
  expect_no_trace();
}

TEST_F(TopologyTest, ATransferShowsNeitherSideToTheOther) {
  connect();
  called_->send("REFER", "Refer-To: <sip:somebody@called.inside?X-Inside=called.inside>\r\n");
  EXPECT_NE(called_->until("SIP/2.0 202", "REFER"), "");
  called_->respond(called_->until("NOTIFY"), "200 OK");
  // The transferred party is connected anew.
  const std::string invite = called_->until_called();
  EXPECT_NE(invite, "");
  called_->respond(invite, "486 Busy at called.inside");
  called_->respond(called_->until("NOTIFY"), "200 OK");
  caller_->send("BYE");
  caller_->until("SIP/2.0 200", "BYE");
  called_->respond(called_->until("BYE"), "200 OK");
  expect_no_trace();
}

TEST_F(TopologyTest, WhereASiteSaysSoHostsAreCarriedAsTheyAre) {
  caller_->call("shown", runtime_->port());
  caller_->send("INVITE", {}, true);
  const std::string invite = called_->until_called();
  EXPECT_THAT(header_of(invite, "Diversion"), HasSubstr("@callers.inside:5080"));
  EXPECT_THAT(header_of(invite, "History-Info"), HasSubstr("office@127.77.0.9"));
  called_->respond(invite, "486 Busy");
  caller_->until("SIP/2.0 486");
  caller_->acknowledge();
}

}  // namespace
}  // namespace tipring::wire
