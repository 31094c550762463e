// Calls to and from phones that the site wants to be secured.

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;

PartyBook phones() {
  PartyBook book;
  book.phones["safe"] = {.srtp = SrtpPolicy::required};
  book.phones["modern"] = {.srtp = SrtpPolicy::optional};
  return book;
}

struct SrtpPolicyTest : ::testing::Test {
  FloorWorld world{phones()};
  Calls& calls = world.calls;
  std::optional<ConnectOutcome> outcome;

  SrtpPolicyTest() {
    world.telephony.know_phones([](const std::string& user) { return user == "safe" || user == "modern"; });
  }
  // Somebody is connected with the phone, which secures its media or knows nothing of that.
  void connect(const std::string& phone, bool secures) {
    sim::Party& called = world.network.expect(phone, {.formats = {}, .secures = secures});
    ASSERT_TRUE(called.answer().ok());
    world.on_attend = [this, phone](ContactId contact) {
      ConnectRequest request;
      request.targets = {{.uri = "sip:" + phone + "@192.0.2.1", .timeout = 30s, .phone = phone}};
      ASSERT_TRUE(
          calls.connect(contact, std::move(request), [this](const ConnectOutcome& o) { outcome = o; }).ok());
    };
    world.call();
    world.run(2s);
  }
  // Of the leg to the phone.
  std::string suite() const {
    std::string found = "no leg";
    calls.for_each_leg([&](const Leg& leg) {
      if (leg.direction == LegDirection::outgoing) found = leg.security.suite;
    });
    return found;
  }
};

TEST_F(SrtpPolicyTest, APhoneThatMustBeSecuredIs) {
  connect("safe", true);
  EXPECT_EQ(suite(), usual_srtp_suite);
  EXPECT_FALSE(outcome) << "they talk";
}

TEST_F(SrtpPolicyTest, AndIsNotReachedWithoutIt) {
  connect("safe", false);
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->answered);
  EXPECT_EQ(outcome->failed.at(0).release.status, 488);
}

TEST_F(SrtpPolicyTest, OneThatMayBeSecuredIsWhereItCan) {
  connect("modern", true);
  EXPECT_EQ(suite(), usual_srtp_suite);
}

TEST_F(SrtpPolicyTest, AndTalksPlainlyWhereItCannot) {
  connect("modern", false);
  EXPECT_EQ(suite(), "");
  EXPECT_FALSE(outcome) << "they talk";
}

TEST_F(SrtpPolicyTest, ACallFromAPhoneThatMustBeSecuredIsRefusedWhenItIsPlain) {
  sim::Party& plain = world.call("safe");
  world.run(1s);
  EXPECT_EQ(plain.ending()->status, 488);
  EXPECT_THAT(world.log_lines, Contains(HasSubstr("secured only (SRTP)")));
  sim::Party& secured = world.network.call({.name = {},
                                            .from = "safe",
                                            .to = "200",
                                            .display = {},
                                            .headers = {},
                                            .phone = {.formats = {}, .secures = true}});
  world.on_attend = [this](ContactId contact) { ASSERT_TRUE(calls.answer(contact).ok()); };
  world.run(1s);
  EXPECT_EQ(secured.state(), sim::PartyState::answered);
}

TEST_F(SrtpPolicyTest, AHoldKeepsASecuredCallSecured) {
  world.on_attend = [this](ContactId contact) { ASSERT_TRUE(calls.answer(contact).ok()); };
  world.network.call({.name = {},
                      .from = "safe",
                      .to = "200",
                      .display = {},
                      .headers = {},
                      .phone = {.formats = {}, .secures = true}});
  world.run(1s);
  bool held = false;
  world.loop.post([&] {
    ASSERT_TRUE(calls.hold(world.contact, true, [&](const std::optional<Error>& e) { held = !e; }).ok());
  });
  world.run(1s);
  EXPECT_TRUE(held);
  EXPECT_EQ(calls.customer_leg(world.contact)->security.suite, usual_srtp_suite);
}

}  // namespace
}  // namespace tipring
