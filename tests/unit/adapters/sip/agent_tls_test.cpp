// Calls over TLS: whose certificate is shown, to whom, and who is believed.

#include "moved_time.h"
#include "raw_connection.h"
#include <gmock/gmock.h>

#include "tests/kit/certificates.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tipring::testing::CertificateAuthority;
using tipring::testing::TemporaryFolder;

class AgentTlsTest : public MovedTimeTest {
 protected:
  using Clients = TlsSettings::Clients;

  void TearDown() override {
    caller_.agent.reset();
    called_.agent.reset();
    MovedTimeTest::TearDown();
  }
  std::string certificate(const std::string& file, std::vector<std::string> names,
                          long valid_for = 60 * 24 * 3600) {
    return authority_.issue({.file = file, .names = std::move(names), .valid_for = valid_for});
  }
  TlsSettings tls(const std::string& certificate, Clients clients = Clients::any) {
    return {.certificate = certificate, .trust = authority_.file(), .clients = clients};
  }
  void open_with(Party& party, Settings settings) {
    settings.user_agent = "Tipring/test";
    auto agent = SipAgent::create(reactor_->native_root(), settings, loop_, ids_, party, party);
    ASSERT_TRUE(agent.ok()) << agent.error().text;
    party.agent = std::move(agent).value();
  }
  void open_tls(Party& party, TlsSettings settings) {
    open_with(party, {.listen = {{"tls://127.0.0.1:0", std::move(settings)}}});
  }
  std::uint16_t port_of(const Party& party) { return party.agent->listening().front().port; }
  std::string target_at(const Party& party) {
    return "sip:100@127.0.0.1:" + std::to_string(port_of(party)) + ";transport=tls";
  }
  TrunkSettings trunk_to(const Party& party, const std::string& certificate_name) {
    return {.name = "carrier",
            .uri = "sip:127.0.0.1:" + std::to_string(port_of(party)) + ";transport=tls",
            .certificate_name = certificate_name,
            .registration = {}};
  }
  LegId call_by_trunk(Party& party) {
    OutgoingCall call{
        .leg = ids_.next_leg(), .target = "sip:4711@there", .offer = audio(4000), .trunk = "carrier"};
    party.agent->place(call);
    return call.leg;
  }
  // A whole call over what is open.
  void talk(Party& caller, Party& called, LegId leg) {
    ASSERT_TRUE(until_told(called, "arrived"));
    EXPECT_EQ(called.calls[called.leg].transport, "tls");
    called.agent->answer(called.leg, audio(4002));
    ASSERT_TRUE(until_told(called, "acknowledged"));
    caller.agent->release(leg, {});
    ASSERT_TRUE(until_told(called, "released"));
    ASSERT_TRUE(until_settled(caller, called));
    called.told.clear();
    caller.told.clear();
  }
  void expect_failure(Party& caller, LegId leg, const std::string& why) {
    ASSERT_TRUE(until_told(caller, "released"));
    EXPECT_EQ(caller.releases[leg].status, 503);
    EXPECT_THAT(caller.lines, Contains(HasSubstr(why)));
  }

  TemporaryFolder folder_;
  CertificateAuthority authority_{folder_.path(), "authority"};
  Party caller_;
  Party called_;
};

TEST_F(AgentTlsTest, ACallGoesOverTlsInBothDirections) {
  open_tls(called_, tls(certificate("called", {"IP:127.0.0.1"})));
  open_tls(caller_, tls(certificate("caller", {"IP:127.0.0.1"})));
  const LegId leg = place(caller_, target_at(called_), audio(4000));
  ASSERT_TRUE(until_told(called_, "arrived"));
  called_.agent->answer(called_.leg, audio(4002));
  ASSERT_TRUE(until_told(caller_, "answered"));
  ASSERT_TRUE(until_told(called_, "acknowledged"));
  called_.agent->release(called_.leg, {});
  ASSERT_TRUE(until_told(caller_, "released"));
  EXPECT_EQ(caller_.releases[leg].by, Release::By::remote);
  ASSERT_TRUE(until_settled(caller_, called_));
  EXPECT_THAT(caller_.lines, IsEmpty());
}

TEST_F(AgentTlsTest, ASecureUriIsCalledOverTls) {
  open_tls(called_, tls(certificate("called", {"IP:127.0.0.1"})));
  open_tls(caller_, tls(certificate("caller", {"IP:127.0.0.1"})));
  const LegId leg = place(caller_, "sips:100@127.0.0.1:" + std::to_string(port_of(called_)), audio(4000));
  talk(caller_, called_, leg);
}

TEST_F(AgentTlsTest, ACertificateOfAnotherNameIsRefused) {
  open_tls(called_, tls(certificate("called", {"DNS:other.example", "URI:sip:carrier.example"})));
  open_tls(caller_, tls(certificate("caller", {})));
  const LegId leg = place(caller_, target_at(called_), audio(4000));
  expect_failure(caller_, leg, "its certificate is for other.example, carrier.example, not for 127.0.0.1");
  EXPECT_FALSE(called_.heard("arrived"));
}

TEST_F(AgentTlsTest, ACertificateOfAnAuthorityThatNobodyTrustsIsRefused) {
  CertificateAuthority stranger(folder_.path(), "stranger");
  open_tls(called_, tls(stranger.issue({.file = "called", .names = {"IP:127.0.0.1"}})));
  open_tls(caller_, tls(certificate("caller", {})));
  const LegId leg = place(caller_, target_at(called_), audio(4000));
  expect_failure(caller_, leg, "unable to get local issuer certificate");
  EXPECT_FALSE(called_.heard("arrived"));
}

TEST_F(AgentTlsTest, ACertificateOutOfDateIsRefused) {
  open_tls(called_, tls(certificate("called", {"IP:127.0.0.1"}, -60)));
  open_tls(caller_, tls(certificate("caller", {})));
  const LegId leg = place(caller_, target_at(called_), audio(4000));
  expect_failure(caller_, leg, "certificate has expired");
}

TEST_F(AgentTlsTest, ATrunkShowsTheCertificateOfItsDomain) {
  open_tls(called_, tls(certificate("carrier", {"URI:sip:carrier.example"}), Clients::asked));
  open_with(caller_,
            {.listen = {{"tls://127.0.0.1:0", tls(certificate("site", {"DNS:site.example"}), Clients::asked)}},
             .trunks = {trunk_to(called_, "carrier.example")}});
  talk(caller_, called_, call_by_trunk(caller_));
  EXPECT_THAT(caller_.lines, IsEmpty());
}

TEST_F(AgentTlsTest, WhoShowsATrunksCertificateIsTheTrunk) {
  open_tls(called_, tls(certificate("far", {"DNS:far.example"})));
  // The trunk is said to be elsewhere: only its certificate tells.
  open_with(caller_,
            {.listen = {{"tls://127.0.0.1:0", tls(certificate("site", {"IP:127.0.0.1"}), Clients::asked)}},
             .trunks = {{.name = "carrier",
                         .uri = "sip:192.0.2.1;transport=tls",
                         .certificate_name = "far.example",
                         .registration = {}}}});
  place(called_, target_at(caller_), audio(4000));
  ASSERT_TRUE(until_told(caller_, "arrived"));
  EXPECT_EQ(caller_.calls[caller_.leg].trunk, "carrier");
}

TEST_F(AgentTlsTest, ATrunkOverTlsDoesNotComeInTheClear) {
  open(called_, "udp://127.0.0.1:0");
  open_with(caller_,
            {.listen = {"udp://127.0.0.1:0", {"tls://127.0.0.1:0", tls(certificate("site", {}))}},
             .trunks = {{.name = "carrier", .uri = "sip:127.0.0.1;transport=tls", .registration = {}}}});
  place(called_, uri_of(caller_), audio(4000));
  ASSERT_TRUE(until_told(caller_, "arrived"));
  EXPECT_EQ(caller_.calls[caller_.leg].trunk, "");
}

TEST_F(AgentTlsTest, WhereCertificatesAreDemandedNobodyComesWithout) {
  CertificateAuthority stranger(folder_.path(), "stranger");
  open_tls(called_, tls(certificate("called", {"IP:127.0.0.1"}), Clients::certified));
  TlsSettings uncertified = tls(stranger.issue({.file = "caller", .names = {"IP:127.0.0.1"}}));
  uncertified.trust = authority_.file();
  open_tls(caller_, uncertified);
  const LegId leg = place(caller_, target_at(called_), audio(4000));
  ASSERT_TRUE(until_told(caller_, "released"));
  EXPECT_GE(caller_.releases[leg].status, 400);
  EXPECT_FALSE(called_.heard("arrived"));
  EXPECT_THAT(called_.lines, Contains(HasSubstr("unable to get local issuer certificate")));
}

TEST_F(AgentTlsTest, OnlyWhoseCertificateIsTrustedIsHeardWhereNobodyElseIs) {
  Settings site{.listen = {{"tls://127.0.0.1:0", tls(certificate("site", {"IP:127.0.0.1"}), Clients::asked)}},
                .gatekeeper = {.trusted = {}, .only_trusted = true},
                .trusted_names = {"friend.example"}};
  open_with(called_, site);
  Party foe;
  open_tls(foe, tls(certificate("foe", {"DNS:foe.example"})));
  const LegId refused = place(foe, target_at(called_), audio(4000));
  ASSERT_TRUE(until_told(foe, "released"));
  EXPECT_EQ(foe.releases[refused].status, 403);
  open_tls(caller_, tls(certificate("friend", {"DNS:friend.example"})));
  talk(caller_, called_, place(caller_, target_at(called_), audio(4000)));
}

TEST_F(AgentTlsTest, AConnectionIsNotUsedForAnotherName) {
  open_tls(called_, tls(certificate("called", {"DNS:one.example"})));
  TrunkSettings one = trunk_to(called_, "one.example");
  TrunkSettings two = trunk_to(called_, "two.example");
  two.name = "second";
  open_with(caller_, {.listen = {{"tls://127.0.0.1:0", tls(certificate("caller", {}))}}, .trunks = {one, two}});
  const LegId first = call_by_trunk(caller_);
  ASSERT_TRUE(until_told(called_, "arrived"));
  OutgoingCall call{
      .leg = ids_.next_leg(), .target = "sip:4711@there", .offer = audio(4000), .trunk = "second"};
  caller_.agent->place(call);
  expect_failure(caller_, call.leg, "its certificate is for one.example, not for two.example");
  // The first goes on.
  called_.agent->answer(called_.leg, audio(4002));
  ASSERT_TRUE(until_told(called_, "acknowledged"));
  caller_.agent->release(first, {});
  ASSERT_TRUE(until_settled(caller_, called_));
}

TEST_F(AgentTlsTest, ARenewedCertificateIsShownWithoutARestart) {
  open_tls(called_, tls(certificate("called", {"DNS:old.example"})));
  open_with(caller_, {.listen = {{"tls://127.0.0.1:0", tls(certificate("caller", {}))}},
                      .trunks = {trunk_to(called_, "new.example")}});
  const LegId before = call_by_trunk(caller_);
  expect_failure(caller_, before, "its certificate is for old.example, not for new.example");
  caller_.told.clear();
  certificate("called", {"DNS:new.example"});
  ASSERT_TRUE(called_.agent->reload_certificates().ok());
  EXPECT_THAT(called_.agent->certificates().at(0).names, ElementsAre("new.example"));
  talk(caller_, called_, call_by_trunk(caller_));
}

TEST_F(AgentTlsTest, AFileThatChangesIsReadWithinAMinuteAndABrokenOneChangesNothing) {
  open_tls(called_, tls(certificate("called", {"DNS:old.example"})));
  certificate("called", {"DNS:new.example"});
  std::filesystem::last_write_time(folder_.file("called"), std::filesystem::file_time_type::clock::now() + 1h);
  pass(61s);
  EXPECT_THAT(called_.agent->certificates().at(0).names, ElementsAre("new.example"));
  std::filesystem::resize_file(folder_.file("called"), 100);
  EXPECT_FALSE(called_.agent->reload_certificates().ok());
  EXPECT_THAT(called_.lines, Contains(HasSubstr("goes on with what it has")));
  EXPECT_THAT(called_.agent->certificates().at(0).names, ElementsAre("new.example"));
}

TEST_F(AgentTlsTest, ATraceShowsWhatTlsHides) {
  open_tls(called_, tls(certificate("called", {"IP:127.0.0.1"})));
  Settings settings{.listen = {{"tls://127.0.0.1:0", tls(certificate("caller", {"IP:127.0.0.1"}))}}};
  settings.trace = Trace::usual_size;
  open_with(caller_, settings);
  talk(caller_, called_, place(caller_, target_at(called_), audio(4000)));
  std::vector<std::string> first_words;
  for (const WireMessage& message : caller_.agent->trace().messages()) {
    EXPECT_EQ(message.transport, "tls");
    const std::string line = message.bytes.substr(0, message.bytes.find_first_of(" \r"));
    if (message.bytes.starts_with("SIP/2.0 100")) continue;
    first_words.push_back((message.sent ? "> " : "< ") + line);
  }
  EXPECT_THAT(first_words, ElementsAre("> INVITE", "< SIP/2.0", "> ACK", "> BYE", "< SIP/2.0"));
}

TEST_F(AgentTlsTest, WhatIsNoTlsHarmsNobodyElse) {
  open_tls(called_, tls(certificate("called", {"IP:127.0.0.1"})));
  open_tls(caller_, tls(certificate("caller", {"IP:127.0.0.1"})));
  const LegId leg = place(caller_, target_at(called_), audio(4000));
  ASSERT_TRUE(until_told(called_, "arrived"));
  for (int i = 0; i < 20; ++i) {
    const RawConnection noise(port_of(called_));
    noise.send("OPTIONS sip:100@127.0.0.1 SIP/2.0\r\n\r\n");
    ASSERT_TRUE(until([&] { return noise.is_closed(); }));
    // Between each of them the call goes on over its connection.
    called_.agent->ring(called_.leg, std::nullopt);
    drain();
  }
  called_.agent->answer(called_.leg, audio(4002));
  ASSERT_TRUE(until_told(called_, "acknowledged"));
  caller_.agent->release(leg, {});
  ASSERT_TRUE(until_settled(caller_, called_));
}

TEST_F(AgentTlsTest, AHandshakeThatNeverBeginsIsEnded) {
  open_tls(called_, tls(certificate("called", {"IP:127.0.0.1"})));
  const RawConnection silent(port_of(called_));
  const RawConnection slow(port_of(called_));
  slow.send("\x16\x03");
  ASSERT_TRUE(until([&] { return called_.agent->live().sockets > 0; }));
  pass(11s);
  ASSERT_TRUE(until([&] { return silent.is_closed() && slow.is_closed(); }));
  ASSERT_TRUE(until([&] { return called_.agent->live().sockets == 0; }));
}

TEST_F(AgentTlsTest, ConnectionsThatEndLeaveNothingBehind) {
  open_tls(called_, tls(certificate("called", {"IP:127.0.0.1"})));
  for (int i = 0; i < 10; ++i) {
    Party one;
    open_tls(one, tls(certificate("one", {"IP:127.0.0.1"})));
    talk(one, called_, place(one, target_at(called_), audio(4000)));
  }
  ASSERT_TRUE(until([&] { return called_.agent->live().sockets == 0; }));
}

TEST(AgentTls, WithoutACertificateThereIsNoTls) {
  reactor::SystemClock clock;
  RunLoop loop(clock);
  auto reactor = reactor::SuReactor::create(loop).value();
  Ids ids(1);
  Party party;
  const auto refused = [&](TlsSettings tls) {
    return SipAgent::create(reactor->native_root(), {.listen = {{"tls://127.0.0.1:0", std::move(tls)}}}, loop,
                            ids, party, party)
        .error();
  };
  EXPECT_THAT(refused({}).text, HasSubstr("needs a certificate"));
  EXPECT_THAT(refused({.certificate = "/nowhere/site.pem"}).text,
              HasSubstr("the certificate in /nowhere/site.pem cannot be used: No such file or directory"));
}

TEST_F(AgentTlsTest, AnotherCertificateIsShownFromThenOnWhereWeListen) {
  open_tls(called_, tls(certificate("called", {"DNS:other.example"})));
  open_tls(caller_, tls(certificate("caller", {"IP:127.0.0.1"})));
  const std::string url = "tls://127.0.0.1:" + std::to_string(port_of(called_));
  const LegId refused = place(caller_, target_at(called_), audio(4000));
  expect_failure(caller_, refused, "its certificate is for other.example, not for 127.0.0.1");
  caller_.told.clear();
  const auto broken = called_.agent->set_listeners({{url, tls(folder_.path() + "/none.pem")}});
  EXPECT_EQ(broken.error().code, "bad-certificate");
  const std::string next = certificate("next", {"IP:127.0.0.1"});
  ASSERT_TRUE(called_.agent->set_listeners({{url, tls(next)}}).ok());
  ASSERT_EQ(called_.agent->certificates().size(), 1U);
  EXPECT_EQ(called_.agent->certificates()[0].file, next);
  talk(caller_, called_, place(caller_, target_at(called_), audio(4000)));
}

TEST_F(AgentTlsTest, ACallEndsInOrderOverTheConnectionOfAnAddressThatIsClosed) {
  open_tls(called_, tls(certificate("called", {"IP:127.0.0.1"})));
  open_tls(caller_, tls(certificate("caller", {"IP:127.0.0.1"})));
  place(caller_, target_at(called_), audio(4000));
  ASSERT_TRUE(until_told(called_, "arrived"));
  called_.agent->answer(called_.leg, audio(4002));
  ASSERT_TRUE(until_told(called_, "acknowledged"));
  ASSERT_TRUE(called_.agent->set_listeners({"udp://127.0.0.1:0"}).ok());
  EXPECT_EQ(called_.agent->certificates().size(), 1U);
  pass(std::chrono::seconds{40});
  called_.agent->release(called_.leg, {});
  ASSERT_TRUE(until_told(caller_, "released"));
  ASSERT_TRUE(until_settled(caller_, called_));
  pass(std::chrono::seconds{34});
  EXPECT_TRUE(called_.agent->leaving().empty());
  EXPECT_TRUE(called_.agent->certificates().empty());
}

}  // namespace
}  // namespace tipring::sip
