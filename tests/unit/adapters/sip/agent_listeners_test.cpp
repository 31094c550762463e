// Where an agent listens changes while it goes on, in time that the test moves.

#include "moved_time.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class AgentListenersTest : public MovedTimeTest {
 protected:
  void SetUp() override {
    MovedTimeTest::SetUp();
    open(caller_, "udp://127.0.0.1:0");
  }
  void TearDown() override {
    caller_.agent.reset();
    site_.agent.reset();
    MovedTimeTest::TearDown();
  }

  void open_site(const std::string& url) {
    open(site_, url);
    first_ = url_of(site_);
    first_uri_ = uri_of(site_);
  }
  static std::string url_of(const Party& party) { return to_string(party.agent->listening().front()); }
  void listen_at(const std::vector<ListenSettings>& listen) {
    const auto changed = site_.agent->set_listeners(listen);
    ASSERT_TRUE(changed.ok()) << changed.error().text;
  }
  // A call that talks; the site's leg is site_.leg.
  LegId talk(const std::string& uri) {
    const LegId leg = place(caller_, uri, audio(4000));
    EXPECT_TRUE(until_told(site_, "arrived"));
    site_.agent->answer(site_.leg, audio(4002));
    EXPECT_TRUE(until_told(site_, "acknowledged"));
    return leg;
  }
  // The status that a new call is refused with.
  int refusal(const std::string& uri) {
    const LegId leg = place(caller_, uri, audio(4000));
    EXPECT_TRUE(until([&] { return caller_.releases.contains(leg); }));
    return caller_.releases[leg].status;
  }
  // Whether the address is anybody's.
  bool is_taken(const std::string& url) {
    Party other;
    const auto agent =
        SipAgent::create(reactor_->native_root(), {{url}, "Tipring/test"}, loop_, ids_, other, other);
    return !agent.ok();
  }

  Party caller_;
  Party site_;
  std::string first_;
  std::string first_uri_;
};

class AgentListenersEachTest : public AgentListenersTest, public testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(Transports, AgentListenersEachTest, testing::Values("udp", "tcp"));

TEST_P(AgentListenersEachTest, ACallGoesOnWhereNoNewOnesAreTaken) {
  if (std::string(GetParam()) == "tcp") {
    caller_.agent.reset();
    open(caller_, "tcp://127.0.0.1:0");
  }
  open_site(std::string(GetParam()) + "://127.0.0.1:0");
  const LegId leg = talk(first_uri_);
  listen_at({std::string(GetParam()) + "://127.0.0.2:0"});
  ASSERT_THAT(site_.agent->leaving(), SizeIs(1));
  EXPECT_EQ(site_.agent->leaving()[0].calls, 1U);
  EXPECT_EQ(refusal(first_uri_), 503);
  // Both sides still reach each other.
  pass(seconds{40});
  caller_.agent->offer(leg, audio(4000));
  ASSERT_TRUE(until_told(site_, "offered"));
  site_.agent->accept_offer(site_.leg, audio(4002));
  ASSERT_TRUE(until_told(caller_, "accepted"));
  site_.agent->release(site_.leg, {});
  ASSERT_TRUE(until_told(caller_, "released"));
  ASSERT_TRUE(until_settled(caller_, site_));
  EXPECT_EQ(site_.agent->leaving()[0].calls, 0U);
  // What a peer sends again finds its answer for half a minute.
  EXPECT_TRUE(is_taken(first_));
  pass(seconds{34});
  EXPECT_THAT(site_.agent->leaving(), IsEmpty());
  EXPECT_THAT(site_.lines, Contains(first_ + " is closed"));
  EXPECT_FALSE(is_taken(first_));
}

TEST_P(AgentListenersEachTest, AnAddressThatWasClosedIsOpenedAgain) {
  if (std::string(GetParam()) == "tcp") {
    caller_.agent.reset();
    open(caller_, "tcp://127.0.0.1:0");
  }
  open_site(std::string(GetParam()) + "://127.0.0.1:0");
  listen_at({std::string(GetParam()) + "://127.0.0.2:0"});
  pass(seconds{34});
  EXPECT_FALSE(is_taken(first_));
  listen_at({first_});
  EXPECT_TRUE(is_taken(first_));
  talk(first_uri_);
}

TEST_F(AgentListenersTest, AnAddressThatIsAddedTakesCalls) {
  open_site("udp://127.0.0.1:0");
  listen_at({first_, "udp://127.0.0.2:0"});
  ASSERT_THAT(site_.agent->listening(), SizeIs(2));
  EXPECT_THAT(site_.agent->leaving(), IsEmpty());
  const Endpoint& added = site_.agent->listening()[1];
  EXPECT_EQ(added.ip, "127.0.0.2");
  const LegId leg = talk("sip:100@127.0.0.2:" + std::to_string(added.port));
  caller_.agent->release(leg, {});
  ASSERT_TRUE(until_told(site_, "released"));
  place(caller_, first_uri_, audio(4000));
  EXPECT_TRUE(until([this] { return site_.count("arrived") == 2; }));
}

TEST_F(AgentListenersTest, AnAddressInUseIsRefusedAndNothingIsChanged) {
  open_site("udp://127.0.0.1:0");
  const std::string taken = url_of(caller_);
  const std::vector<ListenSettings> wanted{"udp://127.0.0.2:0", taken};
  for (const auto& refused : {site_.agent->check_listeners(wanted), site_.agent->set_listeners(wanted)}) {
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, "address-in-use");
    EXPECT_THAT(refused.error().text, HasSubstr(taken));
  }
  ASSERT_THAT(site_.agent->listening(), SizeIs(1));
  EXPECT_EQ(url_of(site_), first_);
  EXPECT_THAT(site_.agent->leaving(), IsEmpty());
  talk(first_uri_);
}

TEST_F(AgentListenersTest, ACheckOpensNothing) {
  open_site("udp://127.0.0.1:0");
  std::string free;
  {
    Party other;
    open(other, "udp://127.0.0.1:0");
    free = url_of(other);
  }
  EXPECT_TRUE(site_.agent->check_listeners({first_, free}).ok());
  EXPECT_THAT(site_.agent->listening(), SizeIs(1));
  EXPECT_FALSE(is_taken(free));
}

TEST_F(AgentListenersTest, AnAddressThatLeavesIsTakenBack) {
  open_site("udp://127.0.0.1:0");
  const LegId leg = talk(first_uri_);
  listen_at({"udp://127.0.0.2:0"});
  EXPECT_EQ(refusal(first_uri_), 503);
  listen_at({first_});
  ASSERT_THAT(site_.agent->listening(), SizeIs(1));
  EXPECT_EQ(url_of(site_), first_);
  ASSERT_THAT(site_.agent->leaving(), SizeIs(1));
  EXPECT_EQ(site_.agent->leaving()[0].endpoint.ip, "127.0.0.2");
  place(caller_, first_uri_, audio(4000));
  EXPECT_TRUE(until([this] { return site_.count("arrived") == 2; }));
  pass(seconds{34});
  EXPECT_TRUE(is_taken(first_));
  caller_.agent->release(leg, {});
  EXPECT_TRUE(until_told(site_, "released"));
}

TEST_F(AgentListenersTest, AWildcardGoesOnWithTheAddressesThatAreOpen) {
  open_site("udp://127.0.0.1:0");
  const std::uint16_t port = site_.agent->listening().front().port;
  listen_at({"udp://0.0.0.0:" + std::to_string(port)});
  EXPECT_THAT(site_.agent->leaving(), IsEmpty());
  EXPECT_THAT(site_.agent->listening(), Contains(Endpoint{"udp", "127.0.0.1", port}));
  talk(first_uri_);
}

TEST_F(AgentListenersTest, ACallOfOursLeavesByWhatIsListenedAt) {
  open_site("udp://127.0.0.1:0");
  listen_at({"udp://127.0.0.2:0"});
  place(site_, uri_of(caller_), audio(4000));
  ASSERT_TRUE(until_told(caller_, "arrived"));
  EXPECT_THAT(caller_.calls[caller_.leg].source, HasSubstr("127.0.0.2:"));
}

TEST_F(AgentListenersTest, ACarrierIsToldOfTheNewContactAndForgetsTheOld) {
  Party carrier;
  auto agent = SipAgent::create(
      reactor_->native_root(),
      {.listen = {"udp://127.0.0.1:0"}, .user_agent = "Tipring/test", .phones = {{"4711", "secret"}}}, loop_,
      ids_, carrier, carrier);
  ASSERT_TRUE(agent.ok());
  carrier.agent = std::move(agent).value();
  open_site("udp://127.0.0.1:0");
  const std::string host = "127.0.0.1:" + std::to_string(carrier.agent->listening().front().port);
  TrunkSettings trunk{.name = "out", .uri = "sip:" + host, .account = {"4711", "secret"}, .registers = true};
  site_.agent->set_trunks({trunk});
  const auto places = [&] {
    std::vector<std::string> uris;
    for (const PhonePlace& place : carrier.agent->places_of("4711"))
      uris.push_back(place.uri);
    return uris;
  };
  ASSERT_TRUE(until([&] { return places().size() == 1; }));
  ASSERT_TRUE(until([&] { return site_.agent->settled(); }));
  listen_at({"udp://127.0.0.2:0"});
  ASSERT_TRUE(until([&] { return site_.agent->settled(); }));
  EXPECT_THAT(places(),
              ElementsAre("sip:4711@127.0.0.2:" + std::to_string(site_.agent->listening().front().port)));
}

TEST_F(AgentListenersTest, ATrunkThatIsReachedNoLongerIsNotCalledAndIsOnceItIsAgain) {
  open_site("udp://127.0.0.1:0");
  site_.agent->set_trunks({{.name = "out", .uri = "sip:" + uri_of(caller_).substr(8), .check = seconds{5}}});
  const auto call = [this] {
    return OutgoingCall{.leg = ids_.next_leg(), .target = "sip:1@out", .offer = audio(4000), .trunk = "out"};
  };
  listen_at({"tcp://127.0.0.1:0"});
  const OutgoingCall refused = call();
  site_.agent->place(refused);
  ASSERT_TRUE(until([&] { return site_.releases.contains(refused.leg); }));
  EXPECT_EQ(site_.releases[refused.leg].status, 503);
  EXPECT_THAT(site_.agent->trunks()[0].problem, HasSubstr("no listening address for udp reaches 127.0.0.1"));
  pass(seconds{12});
  listen_at({"udp://127.0.0.1:0"});
  drain();
  EXPECT_EQ(site_.agent->trunks()[0].problem, "");
  site_.agent->place(call());
  EXPECT_TRUE(until_told(caller_, "arrived"));
}

}  // namespace
}  // namespace tipring::sip
