// Whom the agent does not listen to.

#include "agent_fixture.h"
#include "raw_peer.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

constexpr const char* sdp_type = "Content-Type: application/sdp\r\n";

class AgentDefenceTest : public AgentTest {
 protected:
  // A site that does not trust even this machine.
  void open_strict(GatekeeperSettings gate) {
    gate.trusted = {};
    auto agent =
        SipAgent::create(reactor_->native_root(),
                         {.listen = {"udp://127.0.0.1:0"}, .user_agent = "Tipring/test", .gatekeeper = gate},
                         loop_, ids_, bob_, bob_);
    ASSERT_TRUE(agent.ok());
    bob_.agent = std::move(agent).value();
    port_ = bob_.agent->listening().front().port;
    peer_ = std::make_unique<RawPeer>(*reactor_);
  }
  void TearDown() override {
    peer_.reset();
    bob_.agent.reset();
  }
  void request(const std::string& method, std::uint32_t cseq, const std::string& headers = {},
               const std::string& body = {}) {
    peer_->send(port_, request_of(*peer_, method, uri_of(bob_), "<" + uri_of(bob_) + ">", cseq, headers, body));
  }
  bool until_heard(const std::string& start) {
    return until([&] { return peer_->count(start) >= 1; });
  }

  Party bob_;
  std::uint16_t port_ = 0;
  std::unique_ptr<RawPeer> peer_;
};

TEST_F(AgentDefenceTest, AScannersCallIsBannedAndNeverArrives) {
  open_strict({});
  request("INVITE", 1, std::string("User-Agent: friendly-scanner\r\n") + sdp_type, raw_sdp(4000));
  ASSERT_TRUE(until([this] { return !bob_.agent->gatekeeper().bans(clock_.now()).empty(); }));
  EXPECT_THAT(bob_.lines, Contains(HasSubstr("banned 127.0.0.1 for 5 minutes: the scanner friendly-scanner")));
  // It is left waiting, and refused after a while; so is what it sends next.
  request("INVITE", 2, sdp_type, raw_sdp(4000));
  EXPECT_FALSE(peer_->heard("SIP/2.0"));
  clock_.move(10s);
  ASSERT_TRUE(until([this] { return peer_->count("SIP/2.0 403") == 1; }));
  EXPECT_FALSE(bob_.heard("arrived"));
}

TEST_F(AgentDefenceTest, ASourceThatIsTooFastIsAskedToWait) {
  GatekeeperSettings gate;
  gate.rate = 0.001;
  gate.burst = 1;
  open_strict(gate);
  request("OPTIONS", 1);
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  request("OPTIONS", 2);
  ASSERT_TRUE(until_heard("SIP/2.0 503"));
  EXPECT_NE(header_of(peer_->message("SIP/2.0 503"), "Retry-After"), "");
}

TEST_F(AgentDefenceTest, WhoTriesNumbersThatDoNotExistIsBanned) {
  GatekeeperSettings gate;
  gate.failures = 2;
  open_strict(gate);
  bob_.on_arrived = [this](const IncomingCall& call) { bob_.agent->reject(call.leg, 404, "", {}); };
  peer_->send(port_,
              request_of(*peer_, "INVITE", uri_of(bob_), "<" + uri_of(bob_) + ">", 1, sdp_type, raw_sdp(4000)));
  ASSERT_TRUE(until_heard("SIP/2.0 404"));
  std::string second =
      request_of(*peer_, "INVITE", uri_of(bob_), "<" + uri_of(bob_) + ">", 1, sdp_type, raw_sdp(4000));
  for (const char* unique : {"raw-call@", "z9hG4bKINVITE"})
    second.insert(second.find(unique) + std::string(unique).size() - 1, "2");
  peer_->send(port_, second);
  ASSERT_TRUE(until([this] { return bob_.agent->gatekeeper().bans(clock_.now()).size() == 1; }));
  EXPECT_THAT(bob_.agent->gatekeeper().bans(clock_.now())[0].reason, HasSubstr("number that does not exist"));
}

TEST_F(AgentDefenceTest, WhereOnlyTrustedSourcesAreTakenOthersAreForbidden) {
  GatekeeperSettings gate;
  gate.only_trusted = true;
  open_strict(gate);
  request("INVITE", 1, sdp_type, raw_sdp(4000));
  ASSERT_TRUE(until_heard("SIP/2.0 403"));
  EXPECT_FALSE(bob_.heard("arrived"));
}

TEST_F(AgentDefenceTest, ACallThatStandsGoesOnWhateverItsSourceDid) {
  open_strict({});
  bob_.on_arrived = [this](const IncomingCall& call) { bob_.agent->answer(call.leg, audio(4002)); };
  request("INVITE", 1, sdp_type, raw_sdp(4000));
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  const std::string to = header_of(peer_->message("SIP/2.0 200"), "To");
  peer_->send(port_, request_of(*peer_, "ACK", uri_of(bob_), to, 1));
  ASSERT_TRUE(until_told(bob_, "acknowledged"));
  ASSERT_TRUE(bob_.agent->gatekeeper().ban("127.0.0.1", 1h, "by hand", clock_.now()).ok());
  peer_->send(port_, request_of(*peer_, "BYE", uri_of(bob_), to, 2));
  ASSERT_TRUE(until_told(bob_, "released"));
}

}  // namespace
}  // namespace tipring::sip
