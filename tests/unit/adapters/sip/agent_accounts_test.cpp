// Phones that prove themselves and register, and trunks that we register at.

#include "agent_accounts.h"

#include "raw_peer.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(AgentAccountsTest, APhoneProvesItselfByDigest) {
  open_with(site_, {.phones = {{"100", "secret"}}});
  open_with(other_, {.accounts = {{"100", "secret"}}});
  OutgoingCall as_phone{.target = uri_of(site_, "200"), .from = {.user = "100", .host = "127.0.0.1"}};
  const LegId leg = call(other_, as_phone);
  ASSERT_TRUE(until_told(site_, "arrived"));
  EXPECT_EQ(site_.calls[site_.leg].phone, "100");
  site_.agent->answer(site_.leg, audio(4002));
  ASSERT_TRUE(until_told(other_, "answered"));
  ASSERT_TRUE(until_told(site_, "acknowledged"));
  other_.agent->release(leg, {});
  ASSERT_TRUE(until_told(site_, "released"));
  ASSERT_TRUE(until_settled(site_, other_));
}

TEST_F(AgentAccountsTest, WhoCannotProveItNeverArrives) {
  open_with(site_, {.phones = {{"100", "secret"}}});
  open_with(other_, {.accounts = {{"100", "guessed"}}});
  const LegId leg =
      call(other_, {.target = uri_of(site_, "200"), .from = {.user = "100", .host = "127.0.0.1"}});
  ASSERT_TRUE(until_told(other_, "released"));
  EXPECT_EQ(other_.releases[leg].status, 403);
  EXPECT_FALSE(site_.heard("arrived"));
  EXPECT_THAT(site_.lines, Contains(HasSubstr("wrong credentials for phone 100")));
}

TEST_F(AgentAccountsTest, AStrangerIsNotAskedAndIsNoPhone) {
  open_with(site_, {.phones = {{"100", "secret"}}});
  open_with(other_, {});
  call(other_, {.target = uri_of(site_, "200"), .from = {.user = "300", .host = "127.0.0.1"}});
  ASSERT_TRUE(until_told(site_, "arrived"));
  EXPECT_EQ(site_.calls[site_.leg].phone, "");
}

TEST_F(AgentAccountsTest, WhereOnlyTheTrustedAreTakenAPhoneStillMayProveItself) {
  GatekeeperSettings gate;
  gate.trusted = {};
  gate.only_trusted = true;
  open_with(site_, {.gatekeeper = gate, .phones = {{"100", "secret"}}});
  open_with(other_, {.accounts = {{"100", "secret"}}});
  const LegId stranger = call(other_, {.target = uri_of(site_), .from = {.user = "300", .host = "127.0.0.1"}});
  ASSERT_TRUE(until_told(other_, "released"));
  EXPECT_EQ(other_.releases[stranger].status, 403);
  call(other_, {.target = uri_of(site_), .from = {.user = "100", .host = "127.0.0.1"}});
  ASSERT_TRUE(until_told(site_, "arrived"));
}

TEST_F(AgentAccountsTest, ATrunkRegistersAndTheCarrierReachesUsThere) {
  open_with(other_, {.phones = {{"4711", "secret"}}});
  open_with(site_, {.trunks = {trunk_to(other_)}});
  ASSERT_TRUE(until([this] { return trunk(site_).registration == RegistrationState::registered; }));
  const auto places = other_.agent->places_of("4711");
  ASSERT_THAT(places, SizeIs(1));
  call(other_, {.target = places[0].uri, .from = {.user = "12025550143"}, .phone = "4711"});
  ASSERT_TRUE(until_told(site_, "arrived"));
  EXPECT_EQ(site_.calls[site_.leg].trunk, "out");
  EXPECT_EQ(trunk(site_).calls, 1U);
}

TEST_F(AgentAccountsTest, ATrunkRegistersOverTcpToo) {
  open_with(other_, {.listen = {"tcp://127.0.0.1:0"}, .phones = {{"4711", "secret"}}});
  TrunkSettings settings = trunk_to(other_);
  settings.uri += ";transport=tcp";
  settings.check = 30s;
  open_with(site_, {.listen = {"tcp://127.0.0.1:0"}, .trunks = {settings}});
  ASSERT_TRUE(until([this] {
    return trunk(site_).registration == RegistrationState::registered && trunk(site_).answers == true;
  }));
}

TEST_F(AgentAccountsTest, ATrunkThatDoesNotListenOverTcpIsToldSo) {
  TrunkSettings settings{.name = "out",
                         .uri = "sip:127.0.0.1:9;transport=tcp",
                         .account = {"4711", "secret"},
                         .registers = true,
                         .registration = {},
                         .check = 30s};
  open_with(site_, {.listen = {"tcp://127.0.0.1:0"}, .trunks = {settings}});
  ASSERT_TRUE(until([this] { return trunk(site_).registration == RegistrationState::failed; }));
  EXPECT_THAT(trunk(site_).problem, HasSubstr("nobody listens there"));
}

TEST_F(AgentAccountsTest, ATrunkIsKnownByItsHostHoweverThatIsWritten) {
  open_with(other_, {});
  open_with(site_, {.trunks = {trunk_to(other_), {.name = "named", .uri = "sip:gw.carrier.example"}}});
  EXPECT_EQ(site_.agent->trunk_at("127.0.0.1"), "out");
  EXPECT_EQ(site_.agent->trunk_at("localhost"), "out");
  EXPECT_EQ(site_.agent->trunk_at("::ffff:127.0.0.1"), "out");
  EXPECT_EQ(site_.agent->trunk_at("gw.carrier.example"), "named");
  EXPECT_EQ(site_.agent->trunk_at("192.0.2.1"), "");
}

TEST_F(AgentAccountsTest, ACallThatMustNotReachATrunkDoesNot) {
  open_with(other_, {});
  open_with(site_, {.trunks = {trunk_to(other_)}});
  const LegId leg = call(site_, {.target = "sip:+19005550143@" + host_of(other_), .avoids_trunks = true});
  ASSERT_TRUE(until_told(site_, "released"));
  EXPECT_EQ(site_.releases[leg].status, 403);
  EXPECT_EQ(site_.releases[leg].cause, 21);
  EXPECT_THAT(site_.releases[leg].reason, HasSubstr("leads to trunk out"));
  EXPECT_TRUE(site_.releases[leg].avoided);
  EXPECT_FALSE(other_.heard("arrived"));
}

TEST_F(AgentAccountsTest, APhoneCannotRegisterACarrierAsItsPlace) {
  open_with(other_, {});
  open_with(site_, {.phones = {{"100", "secret"}}, .trunks = {trunk_to(other_)}});
  Binding place{.phone = "100", .uri = "sip:+19005550143@" + host_of(other_), .expires = clock_.now() + 1h};
  place.source = "192.0.2.7:5060";
  place.transport = "udp";
  site_.agent->restore(place);
  const LegId leg = call(site_, {.target = place.uri, .phone = "100"});
  ASSERT_TRUE(until_told(site_, "released"));
  EXPECT_EQ(site_.releases[leg].status, 403);
  // One behind the carrier's own address is there.
  place.source = "127.0.0.1:5070";
  site_.agent->restore(place);
  call(site_, {.target = place.uri, .phone = "100"});
  EXPECT_TRUE(until_told(other_, "arrived"));
}

TEST_F(AgentAccountsTest, ACallGoesByATrunkWithItsAccount) {
  open_with(other_, {.phones = {{"4711", "secret"}}});
  open_with(site_, {.trunks = {trunk_to(other_)}});
  const LegId leg = call(site_, {.target = "sip:+12025550143@out", .from = {.user = "4711"}, .trunk = "out"});
  ASSERT_TRUE(until_told(other_, "arrived"));
  EXPECT_EQ(other_.calls[other_.leg].dialled.user, "+12025550143");
  EXPECT_EQ(other_.calls[other_.leg].phone, "4711");
  EXPECT_EQ(other_.calls[other_.leg].caller.host, "127.0.0.1");
  EXPECT_EQ(trunk(site_).calls, 1U);
  site_.agent->release(leg, {});
  ASSERT_TRUE(until_settled(site_, other_));
  EXPECT_EQ(trunk(site_).calls, 0U);
}

TEST_F(AgentAccountsTest, ATrunksChannelsAreCounted) {
  open_with(other_, {});
  TrunkSettings narrow = trunk_to(other_);
  narrow.registers = false;
  narrow.channels = 1;
  open_with(site_, {.trunks = {narrow}});
  call(site_, {.target = "sip:1@out", .trunk = "out"});
  ASSERT_TRUE(until_told(other_, "arrived"));
  const LegId second = call(site_, {.target = "sip:2@out", .trunk = "out"});
  ASSERT_TRUE(until_told(site_, "released"));
  EXPECT_EQ(site_.releases[second].status, 503);
  EXPECT_EQ(site_.releases[second].cause, 34);
  EXPECT_THAT(site_.releases[second].reason, HasSubstr("channels of trunk out are in use"));
}

TEST_F(AgentAccountsTest, ATrunkThatRefusesUsIsAskedAgainLater) {
  open_with(other_, {.phones = {{"4711", "other"}}});
  open_with(site_, {.trunks = {trunk_to(other_)}});
  ASSERT_TRUE(until([this] { return trunk(site_).registration == RegistrationState::failed; }));
  EXPECT_THAT(trunk(site_).problem, HasSubstr("403"));
  EXPECT_THAT(site_.lines, Contains(HasSubstr("trunk out: not registered: 403 Forbidden; next try in")));
}

TEST_F(AgentAccountsTest, WhoLeavesATrunkIsNoLongerReachedThere) {
  open_with(other_, {.phones = {{"4711", "secret"}}});
  open_with(site_, {.trunks = {trunk_to(other_)}});
  ASSERT_TRUE(until([this] { return trunk(site_).registration == RegistrationState::registered; }));
  site_.agent->leave_trunks();
  ASSERT_TRUE(until([this] { return site_.agent->settled(); }));
  EXPECT_EQ(other_.agent->registrar().size(), 0U);
}

TEST_F(AgentAccountsTest, ATrunkThatDoesNotAnswerIsNotCalled) {
  auto silent = std::make_unique<RawPeer>(*reactor_);
  TrunkSettings settings{.name = "out", .uri = "sip:" + silent->at(), .registration = {}, .check = 30s};
  open_with(site_, {.trunks = {settings}});
  ASSERT_TRUE(until([&] { return silent->heard("OPTIONS"); }));
  silent->send(port_of(site_), response_to(silent->message("OPTIONS"), "503 Service Unavailable", "x"));
  // What follows it on the wire is answered after it.
  silent->send(port_of(site_), request_of(*silent, "OPTIONS", uri_of(site_), "<" + uri_of(site_) + ">", 1));
  ASSERT_TRUE(until([&] { return silent->heard("SIP/2.0 200"); }));
  clock_.move(30s);
  ASSERT_TRUE(until([&] { return silent->count("OPTIONS") >= 2; }));
  silent->send(port_of(site_), response_to(silent->received.back(), "503 Service Unavailable", "x"));
  ASSERT_TRUE(until([this] { return trunk(site_).answers == false; }));
  const LegId leg = call(site_, {.target = "sip:1@out", .trunk = "out"});
  ASSERT_TRUE(until_told(site_, "released"));
  EXPECT_THAT(site_.releases[leg].reason, HasSubstr("cannot be reached: 503 Service Unavailable"));
  clock_.move(30s);
  ASSERT_TRUE(until([&] { return silent->count("OPTIONS") >= 3; }));
  silent->send(port_of(site_), response_to(silent->received.back(), "200 OK", "x"));
  ASSERT_TRUE(until([this] { return trunk(site_).answers == true; }));
}

TEST_F(AgentAccountsTest, ATrunkThatIsThereAgainIsRegisteredAtAtOnce) {
  auto carrier = std::make_unique<RawPeer>(*reactor_);
  TrunkSettings settings{.name = "out",
                         .uri = "sip:" + carrier->at(),
                         .account = {"4711", "secret"},
                         .registers = true,
                         .registration = {},
                         .check = 30s};
  open_with(site_, {.trunks = {settings}});
  ASSERT_TRUE(until([&] { return carrier->heard("REGISTER") && carrier->heard("OPTIONS"); }));
  carrier->send(port_of(site_), response_to(carrier->message("REGISTER"), "503 Service Unavailable", "x"));
  carrier->send(port_of(site_), response_to(carrier->message("OPTIONS"), "200 OK", "x"));
  EXPECT_TRUE(until([&] { return carrier->count("REGISTER") == 2; }));
  EXPECT_THAT(trunk(site_).problem, HasSubstr("503"));
}

TEST_F(AgentAccountsTest, ATrunkIsNeitherLimitedNorBanned) {
  auto carrier = std::make_unique<RawPeer>(*reactor_);
  GatekeeperSettings gate;
  gate.trusted = {};
  gate.only_trusted = true;
  gate.rate = 0.001;
  gate.burst = 1;
  gate.failures = 1;
  open_with(site_, {.gatekeeper = gate,
                    .trunks = {{.name = "out", .uri = "sip:" + carrier->at(), .registration = {}}}});
  site_.on_arrived = [this](const IncomingCall& call) { site_.agent->reject(call.leg, 404, "", {}); };
  for (const std::string call : {"first", "second", "third"}) {
    std::string invite = request_of(*carrier, "INVITE", uri_of(site_), "<" + uri_of(site_) + ">", 1,
                                    "Content-Type: application/sdp\r\n", raw_sdp(4000));
    for (const std::string unique : {"raw-call", "z9hG4bKINVITE"})
      invite.insert(invite.find(unique) + unique.size(), call);
    carrier->received.clear();
    carrier->send(port_of(site_), invite);
    ASSERT_TRUE(until([&] { return carrier->heard("SIP/2.0 404"); })) << call;
  }
  EXPECT_THAT(site_.agent->gatekeeper().bans(clock_.now()), testing::IsEmpty());
}

class RawRegistrationTest : public AgentAccountsTest {
 protected:
  void SetUp() override {
    AgentAccountsTest::SetUp();
    open_with(site_, {.phones = {{"100", "secret", DigestAlgorithm::sha256, 1}}});
    phone_ = std::make_unique<RawPeer>(*reactor_);
  }
  void TearDown() override {
    phone_.reset();
    site_.agent.reset();
  }
  // Sends a REGISTER and gives the response to it.
  std::string ask(const std::string& contact, const std::string& headers = {}) {
    std::string request = request_of(*phone_, "REGISTER", "sip:" + host_of(site_),
                                     "<sip:100@" + host_of(site_) + ">", ++cseq_, headers);
    const std::string own = "Contact: <sip:raw@" + phone_->at() + ">\r\n";
    request.replace(request.find(own), own.size(), contact.empty() ? "" : "Contact: " + contact + "\r\n");
    phone_->received.clear();
    phone_->send(port_of(site_), request);
    EXPECT_TRUE(until([this] { return phone_->heard("SIP/2.0"); }));
    return phone_->message("SIP/2.0");
  }
  // The same with credentials for the challenge that comes first.
  std::string register_as(const std::string& contact, const std::string& headers = {}) {
    const std::string challenge = ask(contact, headers);
    DigestClient client({"100", "secret"});
    EXPECT_TRUE(client.take({parse_challenge(header_of(challenge, "WWW-Authenticate")).value()}, false));
    return ask(contact, headers + client.lines("REGISTER", "sip:" + host_of(site_), "cnonce"));
  }

  std::unique_ptr<RawPeer> phone_;
  std::uint32_t cseq_ = 0;
};

TEST_F(RawRegistrationTest, APhoneIsCalledWhereItRegistered) {
  const std::string response = register_as("<sip:100@" + phone_->at() + ">;expires=120");
  EXPECT_TRUE(response.starts_with("SIP/2.0 200")) << response;
  EXPECT_THAT(header_of(response, "Contact"), HasSubstr(";expires=120"));
  const auto places = site_.agent->places_of("100");
  ASSERT_THAT(places, SizeIs(1));
  call(site_, {.target = places[0].uri, .from = {.user = "200"}, .phone = "100"});
  EXPECT_TRUE(until([this] { return phone_->heard("INVITE sip:100@" + phone_->at()); }));
}

TEST_F(RawRegistrationTest, APhoneBehindNatIsCalledWhereItsRegistrationCameFrom) {
  register_as("<sip:100@192.168.7.7:5060>");
  // Its Via names an address that is not where it came from.
  cseq_ += 10;
  std::string request =
      request_of(*phone_, "REGISTER", "sip:" + host_of(site_), "<sip:100@" + host_of(site_) + ">", ++cseq_);
  const auto registered_directly = site_.agent->registrar().places("100").at(0);
  EXPECT_FALSE(registered_directly.behind_nat);
  const std::string via = "SIP/2.0/UDP " + phone_->at() + ";";
  DigestClient client({"100", "secret"});
  for (int round = 0; round < 2; ++round) {
    request = request_of(*phone_, "REGISTER", "sip:" + host_of(site_), "<sip:100@" + host_of(site_) + ">",
                         ++cseq_, client.lines("REGISTER", "sip:" + host_of(site_), "cnonce"));
    request.replace(request.find(via), via.size(), "SIP/2.0/UDP 192.168.7.7:5060;rport;");
    const std::string own = "<sip:raw@" + phone_->at() + ">\r\n";
    request.replace(request.find(own), own.size(), "<sip:100@192.168.7.7:5060>\r\n");
    phone_->received.clear();
    phone_->send(port_of(site_), request);
    ASSERT_TRUE(until([this] { return phone_->heard("SIP/2.0"); }));
    if (round == 1) break;
    const auto challenge = parse_challenge(header_of(phone_->received[0], "WWW-Authenticate"));
    ASSERT_TRUE(challenge && client.take({*challenge}, false));
  }
  const auto places = site_.agent->places_of("100");
  ASSERT_THAT(places, SizeIs(1));
  call(site_, {.target = places[0].uri, .from = {.user = "200"}, .phone = "100"});
  EXPECT_TRUE(until([this] { return phone_->heard("INVITE sip:100@192.168.7.7:5060"); }));
  // Its router is kept from forgetting the way to it.
  clock_.move(25s);
  EXPECT_TRUE(until([this] { return phone_->heard("OPTIONS sip:100@192.168.7.7:5060"); }));
}

TEST_F(RawRegistrationTest, AProxyThatAsksForItStaysOnThePath) {
  const std::string response =
      register_as("<sip:100@192.168.7.7>", "Supported: path\r\nPath: <sip:" + phone_->at() + ";lr>\r\n");
  EXPECT_THAT(header_of(response, "Path"), HasSubstr(phone_->at()));
  call(site_, {.target = "sip:100@192.168.7.7", .from = {.user = "200"}, .phone = "100"});
  ASSERT_TRUE(until([this] { return phone_->heard("INVITE sip:100@192.168.7.7"); }));
  EXPECT_THAT(header_of(phone_->message("INVITE"), "Route"), HasSubstr(phone_->at()));
}

TEST_F(RawRegistrationTest, ARegistrationEndsByItself) {
  std::vector<BindingChange::Kind> changes;
  site_.agent->on_registration([&](const BindingChange& change) { changes.push_back(change.kind); });
  register_as("<sip:100@" + phone_->at() + ">;expires=60");
  clock_.move(60s);
  ASSERT_TRUE(until([&] { return changes.size() == 2; }));
  EXPECT_EQ(changes.back(), BindingChange::Kind::expired);
  const LegId leg = call(site_, {.target = "sip:100@" + phone_->at(), .from = {.user = "200"}, .phone = "100"});
  ASSERT_TRUE(until_told(site_, "released"));
  EXPECT_EQ(site_.releases[leg].status, 480);
}

TEST_F(RawRegistrationTest, TooShortATimeIsRefusedWithTheLeast) {
  const std::string response = register_as("<sip:100@" + phone_->at() + ">;expires=5");
  EXPECT_TRUE(response.starts_with("SIP/2.0 423"));
  EXPECT_EQ(header_of(response, "Min-Expires"), "60");
}

TEST_F(RawRegistrationTest, MorePlacesThanThePhoneMayHaveAreRefused) {
  register_as("<sip:100@" + phone_->at() + ">");
  EXPECT_TRUE(register_as("<sip:100@192.0.2.9>").starts_with("SIP/2.0 403"));
  EXPECT_THAT(site_.lines, Contains(HasSubstr("phone 100 is registered in as many places as it may be, 1")));
  EXPECT_TRUE(register_as("*", "Expires: 0\r\n").starts_with("SIP/2.0 200"));
  EXPECT_TRUE(register_as("<sip:100@192.0.2.9>").starts_with("SIP/2.0 200"));
}

TEST_F(RawRegistrationTest, ASiteWithoutPhonesHasNoRegistrar) {
  open_with(other_, {});
  phone_->received.clear();
  phone_->send(port_of(other_),
               request_of(*phone_, "REGISTER", uri_of(other_), "<" + uri_of(other_) + ">", 900));
  ASSERT_TRUE(until([this] { return phone_->heard("SIP/2.0 405"); }));
}

}  // namespace
}  // namespace tipring::sip
