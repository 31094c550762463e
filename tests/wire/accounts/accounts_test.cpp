// Phones that are not ours register, call and are called; a trunk registers at a carrier.

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "adapters/sip/digest_client.h"
#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/raw_socket.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

// Tones that the phones speak, in hertz.
constexpr int one = 900;
constexpr int two = 2100;

class AccountsTest : public ::testing::Test {
 protected:
  void start(std::map<std::string, std::string> environment = {}) {
    std::ofstream(secrets_.file("phone-100")) << "one-hundred\n";
    std::filesystem::permissions(secrets_.file("phone-100"), std::filesystem::perms::owner_read);
    environment["CREDENTIALS_DIRECTORY"] = secrets_.path();
    runtime_.emplace(Runtime::Setup{.site = TIPRING_SITES "/site", .environment = std::move(environment)});
  }
  void TearDown() override {
    for (auto* runtime : {&runtime_, &carrier_}) {
      if (!*runtime) continue;
      EXPECT_TRUE((*runtime)->settles());
      EXPECT_TRUE((*runtime)->ends_in_order());
    }
  }
  Baresip::Setup phone(const std::string& user, const std::string& password, int speaks = 0) {
    return {.user = user, .speaks = speaks, .registrar = runtime_->address(), .password = password};
  }
  void until_registered(const std::string& name) {
    while (runtime_->until_entry("phone.registered").at("with").at("phone") != name) {
    }
  }
  // The caller's messages belong to the call that it was transferred to from then on.
  void expect_the_callers_bye_in(const std::string& call) const {
    std::vector<std::string> byes;
    for (const Json& message : runtime_->ask({"sip", "trace", "--call", call})) {
      if (message.at("method") == "BYE" && message.at("direction") == "received")
        byes.push_back(message.at("call"));
    }
    EXPECT_THAT(byes, Contains(call));
  }
  // The SIP dialog of the newest call that we have placed to a phone.
  Json dialog_of_call_to(const std::string& phone) {
    for (;;) {
      const Json state =
          Json::parse(runtime_->until_entry("leg.state").at("with").at("state").get<std::string>());
      // Not yet, while the call is not answered.
      if (!state.contains("dialog")) continue;
      const Json& dialog = state.at("dialog");
      if (state.at("we_called") &&
          dialog.at("remote").get<std::string>().find("sip:" + phone) != std::string::npos)
        return dialog;
    }
  }
  static void answer(Baresip& called) {
    called.until("CALL_INCOMING");
    called.accept();
    called.until("CALL_ESTABLISHED");
  }

  ::tipring::testing::TemporaryFolder secrets_;
  std::optional<Runtime> runtime_;
  std::optional<Runtime> carrier_;
};

TEST_F(AccountsTest, APhoneRegistersAndIsCalledByAnotherThatProvesItself) {
  start();
  Baresip first(phone("100", "one-hundred", one));
  Baresip second(phone("200", "two-hundred", two));
  until_registered("200");
  first.dial("sip:200@" + runtime_->address());
  answer(second);
  first.until("CALL_ESTABLISHED");
  first.until_heard(std::chrono::seconds(1));
  second.until_heard(std::chrono::seconds(1));
  first.hang_up();
  second.until("CALL_CLOSED");
  EXPECT_THAT(first.heard({one, two}), Contains(two));
  EXPECT_THAT(second.heard({one, two}), Contains(one));
  EXPECT_THAT(runtime_->log(), HasSubstr("200 is called by phone 100, trunk nil"));
}

TEST_F(AccountsTest, APhoneTransfersWhomItTalksTo) {
  start();
  Baresip first(phone("100", "one-hundred"));
  until_registered("100");
  Baresip second(phone("200", "two-hundred", two));
  until_registered("200");
  Baresip caller({.user = "300", .speaks = one});
  caller.dial("sip:100@" + runtime_->address());
  answer(first);
  caller.until("CALL_ESTABLISHED");
  first.transfer("sip:200@" + runtime_->address());
  answer(second);
  first.until("CALL_CLOSED");
  const Json ended = runtime_->until_entry("transfer.ended");
  EXPECT_EQ(ended.at("with").at("status"), 200);
  caller.until_heard(std::chrono::seconds(1));
  second.until_heard(std::chrono::seconds(1));
  caller.hang_up();
  second.until("CALL_CLOSED");
  EXPECT_THAT(caller.heard({one, two}), Contains(two));
  EXPECT_THAT(second.heard({one, two}), Contains(one));
  expect_the_callers_bye_in(ended.at("contact"));
}

TEST_F(AccountsTest, APhoneJoinsTwoCallsOfItsOwn) {
  start();
  Baresip first(phone("100", "one-hundred"));
  until_registered("100");
  Baresip second(phone("200", "two-hundred", two));
  until_registered("200");
  Baresip caller({.user = "300", .speaks = one});
  caller.dial("sip:100@" + runtime_->address());
  answer(first);
  caller.until("CALL_ESTABLISHED");
  const Json dialog = dialog_of_call_to("100");
  first.hold();
  first.dial("sip:200@" + runtime_->address());
  answer(second);
  first.until("CALL_ESTABLISHED");
  // Replaces names the call with the caller, as the phone sees it from its call with the colleague.
  first.transfer("<sip:300@" + runtime_->address() + "?Replaces=" + dialog.at("call_id").get<std::string>() +
                 "%3Bto-tag%3D" + dialog.at("local_tag").get<std::string>() + "%3Bfrom-tag%3D" +
                 dialog.at("remote_tag").get<std::string>() + ">");
  EXPECT_EQ(runtime_->until_entry("transfer.ended").at("with").at("status"), 200);
  first.until("CALL_CLOSED");
  caller.until_heard(std::chrono::seconds(2));
  second.until_heard(std::chrono::seconds(1));
  caller.hang_up();
  second.until("CALL_CLOSED");
  EXPECT_THAT(caller.heard({one, two}), Contains(two));
  EXPECT_THAT(second.heard({one, two}), Contains(one));
}

TEST_F(AccountsTest, APhoneWithAWrongPasswordIsNotRegistered) {
  start();
  Baresip impostor(phone("200", "a guess"));
  // The first is about the trunk, whose carrier is not there.
  EXPECT_THAT(runtime_->until_complaints(2), Contains(HasSubstr("wrong credentials for phone 200")));
  EXPECT_TRUE(runtime_->ask({"sip", "registrations", "ls"}).empty());
}

TEST_F(AccountsTest, WhereAPhoneIsOutlivesTheRuntime) {
  start();
  Baresip called(phone("200", "two-hundred"));
  until_registered("200");
  const Json before = runtime_->ask({"sip", "registrations", "ls"});
  runtime_->kill();
  runtime_->start();
  const Json after = runtime_->ask({"sip", "registrations", "ls"});
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].at("contact"), before.at(0).at("contact"));
  Baresip caller(phone("100", "one-hundred"));
  until_registered("100");
  caller.dial("sip:200@" + runtime_->address());
  answer(called);
  caller.hang_up();
  called.until("CALL_CLOSED");
}

// Phone 100 asks for its mailbox (RFC 3842), proving itself; what the first NOTIFY says.
std::string mailbox_of_100(const Runtime& runtime) {
  RawSocket phone("udp", runtime.port());
  const std::string uri = runtime.uri("100");
  const auto subscribe = [&](int cseq, const std::string& lines) {
    phone.send("SUBSCRIBE " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + phone.address() + ";branch=z9hG4bK" +
               std::to_string(cseq) + "\r\nMax-Forwards: 70\r\nFrom: <" + uri + ">;tag=a\r\nTo: <" + uri +
               ">\r\nCall-ID: mailbox\r\nCSeq: " + std::to_string(cseq) + " SUBSCRIBE\r\nContact: <sip:100@" +
               phone.address() + ">\r\nEvent: message-summary\r\n" + lines + "Content-Length: 0\r\n\r\n");
  };
  subscribe(1, {});
  const auto asked = sip::parse_challenge(header_of(phone.until("SIP/2.0 401"), "WWW-Authenticate"));
  sip::DigestClient digest({"100", "one-hundred"});
  if (!asked || !digest.take({*asked}, false)) return {};
  subscribe(2, digest.lines("SUBSCRIBE", uri, "cnonce"));
  return phone.until("NOTIFY");
}

TEST_F(AccountsTest, WhatWaitsForAPhoneOutlivesTheRuntime) {
  start();
  EXPECT_THAT(mailbox_of_100(*runtime_), HasSubstr("Voice-Message: 0/0"));
  RawCaller caller(runtime_->port());
  caller.answer_to(caller.invite("mailbox", RawCaller::sdp()));
  EXPECT_EQ(runtime_->until_entry("messages.waiting").at("with").at("new"), 2);
  EXPECT_TRUE(runtime_->settles());
  runtime_->kill();
  runtime_->start();
  EXPECT_THAT(mailbox_of_100(*runtime_),
              AllOf(HasSubstr("Messages-Waiting: yes"), HasSubstr("Voice-Message: 2/5")));
}

TEST_F(AccountsTest, AnOperatorForgetsAPlace) {
  start();
  Baresip called(phone("200", "two-hundred"));
  until_registered("200");
  EXPECT_EQ(runtime_->ask({"sip", "registrations", "remove", "200"}).at("removed").size(), 1U);
  EXPECT_EQ(runtime_->until_entry("phone.unregistered").at("with").at("why"), "removed by operator");
  EXPECT_TRUE(runtime_->ask({"sip", "registrations", "ls"}).empty());
}

TEST_F(AccountsTest, RegistrationsAreFoundByPhoneAndByAddress) {
  start();
  Baresip first(phone("100", "one-hundred"));
  Baresip second(phone("200", "two-hundred"));
  until_registered("100");
  if (runtime_->ask({"sip", "registrations", "ls"}).size() < 2) until_registered("200");
  EXPECT_EQ(runtime_->ask({"sip", "registrations", "ls"}).size(), 2U);
  EXPECT_EQ(runtime_->ask({"sip", "registrations", "ls", "--source", "127.0.0.1"}).size(), 2U);
  EXPECT_TRUE(runtime_->ask({"sip", "registrations", "ls", "--source", "127.0.0.2"}).empty());
  const Json found = runtime_->ask({"sip", "registrations", "ls", "--phone", "200"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at("phone"), "200");
  EXPECT_EQ(runtime_->ask({"sip", "registrations", "ls", "--source", found[0].at("source")}).size(), 1U);
}

TEST_F(AccountsTest, OurOwnPhoneRegistersProvesItselfAndIsCalled) {
  start();
  std::ofstream(secrets_.file("one")) << "one-hundred\n";
  std::ofstream(secrets_.file("two")) << "two-hundred\n";
  const std::string registrar = "sip:" + runtime_->address();
  ChildProcess called({.words = {Runtime::program(), "phone", "--register", registrar, "--user", "200",
                                 "--password-file", secrets_.file("two"), "-o", "jsonl"},
                       .out_file = secrets_.file("out"),
                       .err_file = secrets_.file("err")});
  until_registered("200");
  const auto ended =
      ::tipring::testing::tipring({"phone", runtime_->uri("200"), "--user", "100", "--password-file",
                                   secrets_.file("one"), "--after", "100ms", "--hang-up"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("answered"));
  EXPECT_TRUE(called.ended_within(patience));
  EXPECT_EQ(called.exit_code(), 0);
  EXPECT_THAT(runtime_->log(), HasSubstr("200 is called by phone 100"));
  EXPECT_EQ(runtime_->until_entry("phone.unregistered").at("with").at("why"), "left");
}

TEST_F(AccountsTest, OurOwnPhoneSaysThatItIsNotRegistered) {
  start();
  std::ofstream(secrets_.file("wrong")) << "a guess\n";
  const auto ended = ::tipring::testing::tipring({"phone", "--register", "sip:" + runtime_->address(), "--user",
                                                  "200", "--password-file", secrets_.file("wrong")});
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_THAT(ended.err, HasSubstr("403"));
}

TEST_F(AccountsTest, AStolenPasswordRingsNoPremiumNumber) {
  carrier_.emplace(Runtime::Setup{.site = TIPRING_SITES "/carrier"});
  start({{"TIPRING_CARRIER", "sip:4711@" + carrier_->address()}});
  Baresip thief(phone("100", "one-hundred"));
  until_registered("100");
  thief.dial("sip:+19005550143@" + runtime_->address());
  EXPECT_THAT(thief.until("CALL_CLOSED"), HasSubstr("403"));
  EXPECT_THAT(runtime_->log(), HasSubstr("phone 100 may not call +19005550143 (premium)"));
  EXPECT_THAT(carrier_->log(), ::testing::Not(HasSubstr("+19005550143")));
}

TEST_F(AccountsTest, ATrunkRegistersAndCarriesCalls) {
  carrier_.emplace(Runtime::Setup{.site = TIPRING_SITES "/carrier"});
  start({{"TIPRING_CARRIER", "sip:4711@" + carrier_->address()}});
  Baresip caller(phone("100", "one-hundred"));
  until_registered("100");
  EXPECT_EQ(runtime_->ask({"sip", "trunks"}).at(0).at("registration"), "registered");
  // Out by the trunk to the carrier and back by it: but its one channel is in use.
  caller.dial("sip:+12025550143@" + runtime_->address());
  EXPECT_THAT(caller.until("CALL_CLOSED"), HasSubstr("503"));
  EXPECT_THAT(carrier_->log(), HasSubstr("+12025550143 is called by phone 4711"));
  EXPECT_TRUE(runtime_->settles());
  EXPECT_EQ(runtime_->ask({"sip", "trunks"}).at(0).at("calls"), 0);
}

}  // namespace
}  // namespace tipring::wire
