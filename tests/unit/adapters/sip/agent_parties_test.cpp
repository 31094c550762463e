// Phones and trunks that change while the agent goes on.

#include "agent_accounts.h"
#include "raw_peer.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class AgentPartiesTest : public AgentAccountsTest {
 protected:
  // The site as phone 100 at the other agent, by its registration there.
  OutgoingCall as_phone() {
    return {.target = uri_of(site_, "200"), .from = {.user = "100", .host = "127.0.0.1"}};
  }
  void register_at(Party& party, const std::string& phone, const std::string& uri) {
    Binding place{.phone = phone, .uri = uri, .expires = clock_.now() + 1h};
    place.source = "192.0.2.7:5060";
    place.transport = "udp";
    party.agent->restore(place);
  }
  bool until_registered(const Party& party) {
    return until([&] { return trunk(party).registration == RegistrationState::registered; });
  }
};

TEST_F(AgentPartiesTest, AnotherPasswordHoldsFromThenOn) {
  open_with(site_, {.phones = {{"100", "secret"}}});
  open_with(other_, {.accounts = {{"100", "new"}}});
  const LegId refused = call(other_, as_phone());
  ASSERT_TRUE(until_told(other_, "released"));
  EXPECT_EQ(other_.releases[refused].status, 403);
  site_.agent->set_phones({{"100", "new"}});
  call(other_, as_phone());
  ASSERT_TRUE(until_told(site_, "arrived"));
  EXPECT_EQ(site_.calls[site_.leg].phone, "100");
}

TEST_F(AgentPartiesTest, APhoneThatIsGoneIsRegisteredNowhereAndTheOthersStay) {
  open_with(site_, {.phones = {{"100", "secret"}, {"101", "secret"}}});
  register_at(site_, "100", "sip:100@192.0.2.7");
  register_at(site_, "101", "sip:101@192.0.2.7");
  std::vector<std::string> gone;
  site_.agent->on_registration([&](const BindingChange& change) {
    if (change.kind == BindingChange::Kind::phone_gone) gone.push_back(change.binding.phone);
  });
  site_.agent->set_phones({{"101", "another"}, {"102", "secret"}});
  EXPECT_THAT(gone, ElementsAre("100"));
  EXPECT_THAT(site_.agent->places_of("100"), IsEmpty());
  EXPECT_THAT(site_.agent->places_of("101"), SizeIs(1));
}

TEST_F(AgentPartiesTest, TheCallOfAPhoneThatIsGoneGoesOn) {
  open_with(site_, {.phones = {{"100", "secret"}}});
  open_with(other_, {.accounts = {{"100", "secret"}}});
  const LegId leg = call(other_, as_phone());
  ASSERT_TRUE(until_told(site_, "arrived"));
  site_.agent->answer(site_.leg, audio(4002));
  ASSERT_TRUE(until_told(site_, "acknowledged"));
  site_.agent->set_phones({});
  other_.agent->release(leg, {});
  ASSERT_TRUE(until_told(site_, "released"));
  ASSERT_TRUE(until_settled(site_, other_));
}

TEST_F(AgentPartiesTest, ATrunkThatIsAddedIsRegisteredAtAndCalledBy) {
  open_with(other_, {.phones = {{"4711", "secret"}}});
  open_with(site_, {});
  site_.agent->set_trunks({trunk_to(other_)});
  ASSERT_TRUE(until_registered(site_));
  call(site_, {.target = "sip:1@out", .trunk = "out"});
  EXPECT_TRUE(until_told(other_, "arrived"));
}

TEST_F(AgentPartiesTest, ATrunkThatIsGoneIsNoLongerRegisteredAtNorCalledBy) {
  open_with(other_, {.phones = {{"4711", "secret"}}});
  open_with(site_, {.trunks = {trunk_to(other_)}});
  ASSERT_TRUE(until_registered(site_));
  site_.agent->set_trunks({});
  EXPECT_THAT(site_.agent->trunks(), IsEmpty());
  ASSERT_TRUE(until([this] { return site_.agent->settled(); }));
  EXPECT_EQ(other_.agent->registrar().size(), 0U);
  const LegId leg = call(site_, {.target = "sip:1@out", .trunk = "out"});
  ASSERT_TRUE(until_told(site_, "released"));
  EXPECT_THAT(site_.releases[leg].reason, HasSubstr("there is no trunk out"));
}

TEST_F(AgentPartiesTest, ATrunkThatStaysAsItIsNoticesNothing) {
  auto carrier = std::make_unique<RawPeer>(*reactor_);
  const TrunkSettings settings{.name = "out",
                               .uri = "sip:" + carrier->at(),
                               .account = {"4711", "secret"},
                               .registers = true,
                               .registration = {}};
  open_with(site_, {.trunks = {settings}});
  ASSERT_TRUE(until([&] { return carrier->heard("REGISTER"); }));
  site_.agent->set_trunks({settings, {.name = "new", .uri = "sip:" + carrier->at(), .check = 30s}});
  ASSERT_TRUE(until([&] { return carrier->heard("OPTIONS"); }));
  EXPECT_EQ(carrier->count("REGISTER"), 1U);
}

TEST_F(AgentPartiesTest, ATrunkWithAnotherPasswordTakesItsRegistrationOver) {
  open_with(other_, {.phones = {{"4711", "new"}}});
  open_with(site_, {.trunks = {trunk_to(other_, "old")}});
  ASSERT_TRUE(until([this] { return trunk(site_).registration == RegistrationState::failed; }));
  site_.agent->set_trunks({trunk_to(other_, "new")});
  ASSERT_TRUE(until_registered(site_));
  EXPECT_EQ(other_.agent->registrar().size(), 1U);
}

TEST_F(AgentPartiesTest, ATrunkThatIsChangedGoesOnCountingItsCalls) {
  open_with(other_, {});
  TrunkSettings narrow = trunk_to(other_);
  narrow.registers = false;
  narrow.channels = 5;
  open_with(site_, {.trunks = {narrow}});
  const LegId first = call(site_, {.target = "sip:1@out", .trunk = "out"});
  ASSERT_TRUE(until_told(other_, "arrived"));
  narrow.channels = 1;
  site_.agent->set_trunks({narrow});
  EXPECT_EQ(trunk(site_).calls, 1U);
  const LegId second = call(site_, {.target = "sip:2@out", .trunk = "out"});
  ASSERT_TRUE(until_told(site_, "released"));
  EXPECT_THAT(site_.releases[second].reason, HasSubstr("channels of trunk out are in use"));
  site_.agent->release(first, {});
  ASSERT_TRUE(until_settled(site_, other_));
  EXPECT_EQ(trunk(site_).calls, 0U);
}

TEST_F(AgentPartiesTest, ATrunkThatMovesLeavesItsOldRegistrar) {
  Party next;
  open_with(other_, {.phones = {{"4711", "secret"}}});
  open_with(next, {.phones = {{"4711", "secret"}}});
  open_with(site_, {.trunks = {trunk_to(other_)}});
  ASSERT_TRUE(until_registered(site_));
  site_.agent->set_trunks({trunk_to(next)});
  ASSERT_TRUE(
      until([&] { return next.agent->registrar().size() == 1 && other_.agent->registrar().size() == 0; }));
  ASSERT_TRUE(until_registered(site_));
}

}  // namespace
}  // namespace tipring::sip
