// Our user agent against sipp, over UDP and TCP.

#include "tests/wire/sip/sipp.h"

#include <gmock/gmock.h>

#include "tests/unit/adapters/sip/agent_fixture.h"
#include "tests/wire/kit/ports.h"

namespace tipring::sip {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using wire::free_port;
using wire::port_is_bound;

class SippTest : public AgentTest, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    open(party_, transport() + "://" + host() + ":0");
  }
  void TearDown() override {
    sipp_.reset();
    party_.agent.reset();
  }
  std::string transport() const { return GetParam(); }
  virtual std::string ip() const { return "127.0.0.1"; }
  // As it stands in a URI.
  std::string host() const { return ip() == "::1" ? "[::1]" : ip(); }

  // sipp calls us.
  void is_called(const std::string& scenario, const std::string& number = "100") {
    const std::string at = host() + ":" + std::to_string(party_.agent->listening().front().port);
    sipp_ = std::make_unique<Sipp>(*reactor_, scenario,
                                   std::vector<std::string>{"-t", transport() == "udp" ? "u1" : "t1", "-s",
                                                            number, "-auth_uri", number + "@" + at, at},
                                   ip());
  }
  // sipp waits for us, at the URI returned.
  std::string wait_for_us(const std::string& scenario) {
    const std::uint16_t port = free_port(transport());
    sipp_ = std::make_unique<Sipp>(
        *reactor_, scenario,
        std::vector<std::string>{"-t", transport() == "udp" ? "u1" : "t1", "-p", std::to_string(port)});
    // The process is there before its socket is.
    while (!port_is_bound(transport(), port) && !sipp_->ended())
      reactor_->step(milliseconds{5});
    return "sip:sipp@127.0.0.1:" + std::to_string(port) + ";transport=" + transport();
  }
  // We call sipp.
  LegId call(const std::string& scenario) { return place(party_, wait_for_us(scenario), audio(4000)); }
  void expect_done() {
    EXPECT_TRUE(until([this] { return sipp_->ended(); })) << sipp_->output();
    EXPECT_EQ(sipp_->exit_code(), 0) << sipp_->output();
    EXPECT_TRUE(until([this] { return party_.agent->settled(); }));
    EXPECT_EQ(party_.agent->live().legs, 0U);
  }

  Party party_;
  std::unique_ptr<Sipp> sipp_;
};

// Notes what it is told, and takes every message.
class Reader final : public MessagingEvents {
 public:
  explicit Reader(Party& party) : party_(party) {}
  void message_arrived(IncomingMessage message) override {
    texts.push_back(message.text);
    party_.agent->acknowledge(message.receipt, 200);
  }
  void message_sent(OperationHandle, MessageOutcome outcome) override { statuses.push_back(outcome.status); }

  std::vector<std::string> texts;
  std::vector<int> statuses;

 private:
  Party& party_;
};

class SippIpv6Test : public SippTest {
 protected:
  std::string ip() const override { return "::1"; }
};

INSTANTIATE_TEST_SUITE_P(Transports, SippIpv6Test, testing::Values("udp", "tcp"),
                         [](const auto& one) { return one.param; });
INSTANTIATE_TEST_SUITE_P(Transports, SippTest, testing::Values("udp", "tcp"),
                         [](const auto& one) { return one.param; });

TEST_P(SippTest, TheCallerHangsUp) {
  party_.on_arrived = [this](const IncomingCall& call) {
    party_.agent->ring(call.leg, std::nullopt);
    party_.agent->answer(call.leg, audio(4002));
  };
  is_called("caller_hangs_up");
  expect_done();
  EXPECT_THAT(party_.told, ElementsAre("arrived", "acknowledged", "released"));
  EXPECT_EQ(party_.calls[party_.leg].offer->streams.at(0).formats.size(), 2U);
}

TEST_P(SippIpv6Test, TheCallerHangsUp) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->answer(call.leg, audio(4002)); };
  is_called("caller_hangs_up");
  expect_done();
  EXPECT_EQ(party_.calls[party_.leg].offer->streams.at(0).address.ip, "::1");
}

TEST_P(SippTest, TheCallerIsHungUpOn) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->answer(call.leg, audio(4002)); };
  is_called("caller_waits_for_bye");
  ASSERT_TRUE(until_told(party_, "acknowledged"));
  party_.agent->release(party_.leg, {Release::By::local, 0, 16, ""});
  expect_done();
}

TEST_P(SippTest, TheCallerHearsEarlyMedia) {
  party_.on_arrived = [this](const IncomingCall& call) {
    party_.agent->ring(call.leg, audio(4002));
    party_.agent->answer(call.leg, audio(4002));
  };
  is_called("caller_hears_early_media");
  expect_done();
}

TEST_P(SippTest, ItWritesAMessage) {
  Reader reader(party_);
  party_.agent->deliver_messages_to(reader);
  is_called("caller_writes");
  expect_done();
  ASSERT_EQ(reader.texts.size(), 1U);
  EXPECT_THAT(reader.texts[0], HasSubstr("Are you open?"));
}

TEST_P(SippTest, ItReadsAMessage) {
  Reader reader(party_);
  party_.agent->deliver_messages_to(reader);
  party_.agent->send({.target = wait_for_us("called_reads"), .text = "We are open from nine to five."});
  expect_done();
  EXPECT_THAT(reader.statuses, ElementsAre(200));
}

TEST_P(SippTest, ItWatchesAPhone) {
  party_.agent.reset();
  auto agent = SipAgent::create(reactor_->native_root(),
                                {.listen = {transport() + "://127.0.0.1:0"},
                                 .user_agent = "Tipring/test",
                                 .phones = {{"100", "secret"}, {"200", "other"}}},
                                loop_, ids_, party_, party_);
  ASSERT_TRUE(agent.ok());
  party_.agent = std::move(agent).value();
  is_called("watcher_watches", "200");
  expect_done();
}

TEST_P(SippTest, TheCallerFindsBusy) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->reject(call.leg, 486, "", {}); };
  is_called("caller_finds_busy");
  expect_done();
}

TEST_P(SippTest, TheCallerCancels) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->ring(call.leg, std::nullopt); };
  is_called("caller_cancels");
  expect_done();
  EXPECT_EQ(party_.releases[party_.leg].status, 487);
}

TEST_P(SippTest, TheCallerCancelsTooLate) {
  party_.on_arrived = [this](const IncomingCall& call) {
    party_.agent->ring(call.leg, std::nullopt);
    party_.agent->answer(call.leg, audio(4002));
  };
  is_called("caller_cancels_too_late");
  expect_done();
  EXPECT_THAT(party_.told, ElementsAre("arrived", "acknowledged", "released"));
}

TEST_P(SippTest, TheCallerHolds) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->answer(call.leg, audio(4002)); };
  party_.on_offered = [this](LegId leg) {
    auto answer = audio(4002);
    answer.streams[0].direction = MediaDirection::receive_only;
    party_.agent->accept_offer(leg, answer);
  };
  is_called("caller_holds");
  expect_done();
  EXPECT_THAT(party_.told, ElementsAre("arrived", "acknowledged", "offered", "acknowledged", "released"));
  EXPECT_THAT(party_.states[party_.leg].back(), HasSubstr("\"held_by_peer\":true"));
}

TEST_P(SippTest, TheCallerHoldsAndResumes) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->answer(call.leg, audio(4002)); };
  party_.on_offered = [this](LegId leg) { party_.agent->accept_offer(leg, audio(4002)); };
  is_called("caller_holds_and_resumes");
  expect_done();
  EXPECT_EQ(party_.count("offered"), 2U);
  EXPECT_THAT(party_.states[party_.leg].back(), HasSubstr("\"held_by_peer\":false"));
}

TEST_P(SippTest, TheCallerOffersLate) {
  party_.on_arrived = [this](const IncomingCall& call) {
    EXPECT_FALSE(call.offer.has_value());
    party_.agent->answer(call.leg, audio(4002));
  };
  party_.on_offered = [this](LegId leg) { party_.agent->accept_offer(leg, audio(4002)); };
  is_called("caller_offers_late");
  expect_done();
  EXPECT_THAT(party_.told, ElementsAre("arrived", "acknowledged described", "asked to offer",
                                       "acknowledged described", "released"));
}

TEST_P(SippTest, TheCallerRequiresReliableRinging) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->ring(call.leg, std::nullopt); };
  is_called("caller_requires_reliable_ringing");
  ASSERT_TRUE(until_told(party_, "digit 5"));
  party_.agent->answer(party_.leg, audio(4002));
  expect_done();
}

TEST_P(SippTest, TheCallerRefreshesTheSession) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->answer(call.leg, audio(4002)); };
  party_.on_offered = [this](LegId leg) { party_.agent->accept_offer(leg, audio(4002)); };
  is_called("caller_refreshes");
  expect_done();
}

TEST_P(SippTest, TheCallerWantsTooBriefASession) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->answer(call.leg, audio(4002)); };
  is_called("caller_wants_too_brief_a_session");
  expect_done();
  EXPECT_EQ(party_.count("arrived"), 1U);
}

TEST_P(SippTest, TheCallerGlares) {
  party_.on_arrived = [this](const IncomingCall& call) {
    party_.agent->answer(call.leg, audio(4002));
    party_.agent->offer(call.leg, audio(4004));
  };
  is_called("caller_glares");
  expect_done();
  EXPECT_THAT(party_.told, ElementsAre("arrived", "acknowledged", "accepted", "released"));
}

TEST_P(SippTest, TheCallerSendsBadSdp) {
  is_called("caller_sends_bad_sdp");
  expect_done();
  EXPECT_TRUE(party_.told.empty());
  EXPECT_THAT(party_.lines, ElementsAre(HasSubstr("malformed SDP")));
}

TEST_P(SippTest, TheCallerSendsABadHeader) {
  is_called("caller_sends_bad_header");
  expect_done();
  EXPECT_THAT(party_.lines, ElementsAre(HasSubstr("Bad Contact Header")));
}

TEST_P(SippTest, TheCalledPartyAnswers) {
  const LegId leg = call("called_answers");
  ASSERT_TRUE(until_told(party_, "answered"));
  EXPECT_TRUE(party_.heard("ringing"));
  party_.agent->release(leg, {Release::By::local, 0, 16, ""});
  expect_done();
}

TEST_P(SippTest, TheCalledPartyTakesADigitByInfoAndNoMore) {
  const LegId leg = call("called_takes_a_digit");
  ASSERT_TRUE(until_told(party_, "answered"));
  party_.agent->send_digit(leg, {1, 1}, '5');
  party_.agent->send_digit(leg, {2, 1}, '6');
  ASSERT_TRUE(until_told(party_, "digit sent 2 415"));
  EXPECT_TRUE(party_.heard("digit sent 1 200"));
  party_.agent->release(leg, {Release::By::local, 0, 16, ""});
  expect_done();
}

TEST_P(SippTest, TheCalledPartyHangsUp) {
  call("called_hangs_up");
  expect_done();
  EXPECT_THAT(party_.told, ElementsAre("ringing", "answered", "released"));
}

TEST_P(SippTest, TheCalledPartyIsBusy) {
  const LegId leg = call("called_is_busy");
  expect_done();
  EXPECT_EQ(party_.releases[leg].status, 486);
  EXPECT_EQ(party_.releases[leg].cause, 17);
}

TEST_P(SippTest, TheCalledPartyPlaysEarlyMedia) {
  const LegId leg = call("called_plays_early_media");
  ASSERT_TRUE(until_told(party_, "answered"));
  EXPECT_THAT(party_.told, ElementsAre("ringing early", "answered"));
  party_.agent->release(leg, {Release::By::local, 0, 16, ""});
  expect_done();
}

TEST_P(SippTest, TheCalledPartyIsCancelled) {
  const LegId leg = call("called_is_cancelled");
  ASSERT_TRUE(until_told(party_, "ringing"));
  party_.agent->release(leg, {Release::By::local, 0, 16, ""});
  expect_done();
}

TEST_P(SippTest, TheCalledPartyAnswersACancelledCall) {
  const LegId leg = call("called_answers_a_cancelled_call");
  ASSERT_TRUE(until_told(party_, "ringing"));
  party_.agent->release(leg, {Release::By::local, 0, 16, ""});
  expect_done();
  EXPECT_FALSE(party_.heard("answered"));
}

TEST_P(SippTest, ManyCallsLeaveNothingBehind) {
  party_.on_arrived = [this](const IncomingCall& call) { party_.agent->answer(call.leg, audio(4002)); };
  sipp_ = std::make_unique<Sipp>(
      *reactor_, "caller_hangs_up",
      std::vector<std::string>{"-t", transport() == "udp" ? "u1" : "t1", "-s", "100", "-m", "200", "-r", "100",
                               "127.0.0.1:" + std::to_string(party_.agent->listening().front().port)});
  expect_done();
  EXPECT_EQ(party_.count("released"), 200U);
  EXPECT_TRUE(until([this] { return party_.agent->live().sockets == 0; })) << "sipp has closed its connection";
  EXPECT_EQ(loop_.live_timers(), 0U);
}

}  // namespace
}  // namespace tipring::sip
