// A phone calls what it may not: by URIs, and where others redirect to.

#include "runtime/contact/barring.h"

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;

PermissionBook no_premium() {
  PermissionBook book;
  book.destinations.add("premium", "+1900*");
  book.phones["100"] = {.may_call = {}, .may_not_call = {"premium"}};
  return book;
}

struct BarringTest : ::testing::Test {
  BarringTest() {
    world.telephony.know_phones([](const std::string& name) { return name == "100"; });
    world.directory.trunks["gw.carrier.example"] = "carrier";
    world.directory.trunks["192.0.0.2"] = "carrier";
    world.on_attend = [this](ContactId contact) {
      ConnectRequest request;
      request.targets = {{.uri = "sip:bob@sim", .timeout = 10s}};
      ASSERT_TRUE(world.calls
                      .connect(contact, std::move(request),
                               [this](const ConnectOutcome& outcome) { outcomes.push_back(outcome); })
                      .ok());
    };
  }

  // What a call of phone 100 comes to that is redirected there.
  Release redirected_to(const std::string& uri) {
    EXPECT_TRUE(world.expect("bob").redirect({uri}).ok());
    world.call();
    world.run(30s);
    return outcomes.empty() ? Release{} : outcomes.back().failed.back().release;
  }

  FloorWorld world{{}, no_premium()};
  std::vector<ConnectOutcome> outcomes;
};

TEST_F(BarringTest, WhereverARedirectionLeadsTheNumberIsJudged) {
  for (const char* uri :
       {"sip:+19005550143@gw.carrier.example", "SIP:+1-900-5550143@GW.CARRIER.example.:5070;user=phone",
        "sips:%2b1900%35550143@gw.carrier.example", "tel:+1-900-555-0143;phone-context=x", "TEL:+1(900)5550143",
        "sip:+19005550143;phone-context=+1:secret@gw.carrier.example",
        "sip:+19005550143@elsewhere.example;maddr=gw.carrier.example", "sip:+19005550143@192.2",
        "sip:+19005550143@0xc0000002:5070", "sip:9005550143;Phone-Context=+1;isub=1@gw.carrier.example",
        "sip:tel:+19005550143", "sips:TEL:+1-900-5550143;phone-context=x",
        "sip:tel:+19005550143@gw.carrier.example", "sip:tel%3A%2B19005550143@gw.carrier.example",
        "SIP:tel:9005550143;phone-context=+1@gw.carrier.example"}) {
    const Release release = redirected_to(uri);
    EXPECT_EQ(release.status, 403) << uri;
    EXPECT_EQ(release.cause, 21) << uri;
    EXPECT_EQ(release.reason, "phone 100 may not call +19005550143 (premium): may_not_call has premium") << uri;
  }
}

TEST_F(BarringTest, TheCallAndTheLedgerTellWhatWasRefused) {
  redirected_to("sip:+19005550143@gw.carrier.example");
  EXPECT_THAT(
      world.story(),
      Contains("number.barred number=+19005550143 to=sip:+19005550143@gw.carrier.example why=phone 100 may "
               "not call +19005550143 (premium): may_not_call has premium destination=premium"));
  const Contact* contact = world.calls.find(world.contact);
  ASSERT_NE(contact, nullptr);
  ASSERT_EQ(contact->barred.size(), 1U);
  EXPECT_EQ(contact->barred[0].number, "+19005550143");
  EXPECT_EQ(outcomes.back().failed.back().destination, "premium");
}

TEST_F(BarringTest, AHostThatIsFoundToBeATrunksIsRefusedAlike) {
  world.on_attend = [this](ContactId contact) {
    ConnectRequest request;
    request.targets = {{.uri = "sip:+19005550143@alias.example", .timeout = 10s}};
    ASSERT_TRUE(world.calls
                    .connect(contact, std::move(request),
                             [this](const ConnectOutcome& outcome) { outcomes.push_back(outcome); })
                    .ok());
  };
  ASSERT_TRUE(world.expect("sip:+19005550143@alias.example").ignore().ok());
  world.call();
  world.run(1s);
  LegId called;
  world.calls.for_each_leg([&called](const Leg& leg) {
    if (leg.direction == LegDirection::outgoing) called = leg.id;
  });
  // As the adapter tells once it has looked up the name.
  world.inbox.released(called,
                       {.status = 403, .cause = 21, .reason = "leads to trunk carrier", .avoided = true});
  world.run(1s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].failed[0].release.reason,
            "phone 100 may not call +19005550143 (premium): may_not_call has premium");
  EXPECT_EQ(outcomes[0].failed[0].destination, "premium");
  EXPECT_THAT(world.story(),
              Contains("number.barred number=+19005550143 to=sip:+19005550143@alias.example why=phone 100 may "
                       "not call +19005550143 (premium): may_not_call has premium destination=premium"));
  EXPECT_EQ(world.calls.find(world.contact)->barred.size(), 1U);
}

TEST_F(BarringTest, AMessageToSuchAHostIsRefusedAlike) {
  std::vector<MessageEnd> ends;
  world.on_attend = [&](ContactId contact) {
    const OperationHandle sent =
        world.floor.chats().send(contact, {.uri = "sip:+19005550143@alias.example", .caller = {.phone = "100"}},
                                 {}, "hello", [&ends](const MessageEnd& end) { ends.push_back(end); });
    world.inbox.message_sent(sent, {.status = 403, .problem = "leads to trunk carrier", .avoided = true});
  };
  world.call();
  world.run(1s);
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0].release.reason, "phone 100 may not call +19005550143 (premium): may_not_call has premium");
  EXPECT_EQ(ends[0].destination, "premium");
  EXPECT_THAT(world.kinds(), Contains("number.barred"));
}

TEST_F(BarringTest, OtherHostsAndOtherNumbersAreCalled) {
  for (const char* uri : {"sip:+19005550143@elsewhere.example", "sip:+12025550143@gw.carrier.example"}) {
    ASSERT_TRUE(world.expect(uri).refuse(486).ok());
    EXPECT_EQ(redirected_to(uri).status, 486) << uri;
  }
}

TEST_F(BarringTest, ATargetThatLeadsNowhereIsJudgedAllTheSame) {
  world.on_attend = [this](ContactId contact) {
    ConnectRequest request;
    const Release nowhere{.by = Release::By::system, .status = 404};
    request.targets = {{.uri = "tel:+19005550143", .timeout = 10s, .refusal = nowhere},
                       {.uri = "tel:+12025550143", .timeout = 10s, .refusal = nowhere}};
    ASSERT_TRUE(world.calls
                    .connect(contact, std::move(request),
                             [this](const ConnectOutcome& outcome) { outcomes.push_back(outcome); })
                    .ok());
  };
  world.call();
  world.run(1s);
  ASSERT_EQ(outcomes.size(), 1U);
  ASSERT_EQ(outcomes[0].failed.size(), 2U);
  EXPECT_EQ(outcomes[0].failed[0].release.status, 403);
  EXPECT_EQ(outcomes[0].failed[1].release.status, 404);
}

TEST_F(BarringTest, ACallThatIsRejectedHasTheCauseOfItsStatus) {
  world.on_attend = [this](ContactId contact) { ASSERT_TRUE(world.calls.reject(contact, 403, {}).ok()); };
  world.call();
  world.run(1s);
  EXPECT_THAT(world.story(), Contains(HasSubstr("leg.released by=local status=403 cause=21")));
}

}  // namespace
}  // namespace tipring
