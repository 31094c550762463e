#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

PartyBook info_phones() {
  PartyBook book;
  book.phones["100"] = {.digits = DigitMethod::info};
  book.phones["200"] = {.digits = DigitMethod::info};
  return book;
}

// Phone 100 and 200 take keys by SIP INFO; nobody else does.
struct SendDigitsTest : ::testing::Test {
  FloorWorld world{info_phones()};
  Calls& calls = world.calls;
  std::vector<SentDigits> sent;

  SendDigitsTest() {
    world.telephony.know_phones([](const std::string& user) { return user == "100"; });
  }
  void send(const std::string& digits) {
    world.on_attend = [this, digits](ContactId contact) {
      ASSERT_TRUE(
          calls.send_digits(contact, digits, [this](const SentDigits& outcome) { sent.push_back(outcome); })
              .ok());
    };
  }
  // Whoever calls is connected with `uri`.
  void connect(const std::string& uri, const std::string& phone = {}) {
    world.on_attend = [this, uri, phone](ContactId contact) {
      ConnectRequest request;
      request.targets = {{.uri = uri, .timeout = 30s, .phone = phone}};
      ASSERT_TRUE(calls.connect(contact, std::move(request), [](const ConnectOutcome&) {}).ok());
    };
  }
  static std::string digits_heard(const sim::Party& party) {
    std::string digits;
    for (const sim::Heard& heard : party.heard())
      if (heard.sound.kind == sim::Sound::Kind::digit) digits += heard.sound.name;
    return digits;
  }
};

TEST_F(SendDigitsTest, APhoneDefinedSoIsSentThemByInfo) {
  send("12#");
  sim::Party& phone = world.call("100");
  world.run(400ms);
  EXPECT_EQ(digits_heard(phone), "12#");
  EXPECT_TRUE(sent.empty()) << "the last one still lasts";
  world.run(200ms);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_TRUE(sent[0].sent);
}

TEST_F(SendDigitsTest, OthersAreSentThemInTheMedia) {
  send("12#");
  sim::Party& phone = world.call("300");
  world.run(1s);
  EXPECT_EQ(digits_heard(phone), "12#");
  EXPECT_TRUE(sent.at(0).sent);
}

TEST_F(SendDigitsTest, APhoneThatRefusesInfoIsTold) {
  send("12#");
  sim::Party& phone = world.network.call({.name = {},
                                          .from = "100",
                                          .to = "200",
                                          .display = {},
                                          .headers = {},
                                          .phone = {.formats = {}, .no_info = true}});
  world.run(1s);
  EXPECT_EQ(digits_heard(phone), "");
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_FALSE(sent[0].sent);
  EXPECT_EQ(sent[0].refusal, 501);
}

TEST_F(SendDigitsTest, AHangUpEndsThem) {
  send("123456789");
  sim::Party& phone = world.call("100");
  world.run(500ms);
  ASSERT_TRUE(phone.hang_up().ok());
  world.run(40s);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_FALSE(sent[0].sent);
  EXPECT_EQ(sent[0].refusal, 0);
  world.expect_nothing_left();
}

TEST_F(SendDigitsTest, KeysOfOnePartyReachTheOtherAsThatWantsThem) {
  connect("sip:200@192.0.2.1", "200");
  sim::Party& called = world.expect("200");
  ASSERT_TRUE(called.answer().ok());
  sim::Party& caller = world.call("300");
  world.run(1s);
  ASSERT_TRUE(caller.press("12").ok());
  world.run(1s);
  EXPECT_EQ(digits_heard(called), "12") << "by INFO, and once";
  ASSERT_TRUE(called.press("9").ok());
  world.run(1s);
  EXPECT_EQ(digits_heard(caller), "9");
}

TEST_F(SendDigitsTest, KeysSignalledByOnePartyArePressedForTheOther) {
  connect("sip:300@192.0.2.1");
  sim::Party& called = world.expect("300");
  ASSERT_TRUE(called.answer().ok());
  sim::Party& caller = world.network.call({.name = {},
                                           .from = "100",
                                           .to = "300",
                                           .display = {},
                                           .headers = {},
                                           .phone = {.formats = {}, .keys_by_info = true}});
  world.run(1s);
  ASSERT_TRUE(caller.press("7").ok());
  world.run(1s);
  EXPECT_EQ(digits_heard(called), "7");
}

}  // namespace
}  // namespace tipring
