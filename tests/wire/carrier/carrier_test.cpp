// A carrier that does not stand on Sofia, to which the site's trunks lead, and a proxy in front of the site's
// phones.

#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/kamailio.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

// Tones that the phones speak, in hertz.
constexpr int one = 900;
constexpr int two = 2100;

class CarrierTest : public ::testing::Test {
 protected:
  void start(std::map<std::string, std::string> environment = {}) {
    runtime_.emplace(Runtime::Setup{.site = TIPRING_HERE "/site", .environment = std::move(environment)});
  }
  void TearDown() override {
    if (!runtime_) return;
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  // Whose subscriber `subscriber_` is.
  Kamailio::Setup carrier(const std::string& algorithm, const std::string& ip = "127.0.0.2") {
    return {.configuration = TIPRING_HERE "/carrier.cfg",
            .words = {{"ALGORITHM", '"' + algorithm + '"'}, {"SUBSCRIBER", '"' + subscriber_.uri() + '"'}},
            .ip = ip};
  }
  Baresip::Setup phone(const std::string& user, const std::string& password, const std::string& proxy = {}) {
    return {
        .user = user, .speaks = one, .registrar = runtime_->address(), .password = password, .proxy = proxy};
  }
  void until_registered(const std::string& name) {
    while (runtime_->until_entry("phone.registered").at("with").at("phone") != name) {
    }
  }
  // They talk until the caller hangs up.
  static void expect_to_talk(Baresip& caller, Baresip& called) {
    called.until("CALL_INCOMING");
    called.accept();
    caller.until("CALL_ESTABLISHED");
    caller.until_heard(std::chrono::milliseconds(400));
    called.until_heard(std::chrono::milliseconds(400));
    caller.hang_up();
    called.until("CALL_CLOSED");
  }
  Json trunk(const std::string& name) {
    for (const Json& trunk : runtime_->ask({"sip", "trunks"})) {
      if (trunk.at("trunk") == name) return trunk;
    }
    return {};
  }

  Baresip subscriber_{{.user = "subscriber", .speaks = two}};
  std::optional<Runtime> runtime_;
};

class PasswordTest : public CarrierTest, public ::testing::WithParamInterface<std::string> {};

INSTANTIATE_TEST_SUITE_P(Algorithms, PasswordTest, ::testing::Values("MD5", "SHA-256"),
                         [](const auto& test) { return test.param == "MD5" ? "Md5" : "Sha256"; });

TEST_P(PasswordTest, ATrunkRegistersAndCallsGoBothWays) {
  const Kamailio carrier(this->carrier(GetParam()));
  start({{"TIPRING_CARRIER", carrier.uri("4711")}});
  Baresip inside(phone("100", "one-hundred"));
  until_registered("100");
  EXPECT_EQ(trunk("carrier").at("registration"), "registered") << carrier.log();
  EXPECT_THAT(runtime_->ask({"sip", "trace"}).dump(), HasSubstr("algorithm=" + GetParam()));

  inside.dial(runtime_->uri("+12025550143"));
  expect_to_talk(inside, subscriber_);
  subscriber_.dial(carrier.uri("4711"));
  expect_to_talk(subscriber_, inside);
  EXPECT_THAT(inside.heard({one, two}), Contains(two));
  EXPECT_THAT(subscriber_.heard({one, two}), Contains(one));
}

TEST_F(CarrierTest, WhatOneCarrierCannotTakeGoesByTheNext) {
  Kamailio::Setup full = this->carrier("MD5");
  full.words["FULL"] = "1";
  const Kamailio carrier(full);
  const Kamailio other(this->carrier("SHA-256", "127.0.0.3"));
  start({{"TIPRING_CARRIER", carrier.uri("4711")}, {"TIPRING_OTHER_CARRIER", other.uri("4711")}});
  Baresip inside(phone("100", "one-hundred"));
  until_registered("100");
  inside.dial(runtime_->uri("+12025550143"));
  expect_to_talk(inside, subscriber_);
  const Json refused = runtime_->until_entry("leg.released").at("with");
  EXPECT_EQ(refused.at("status"), 503);
}

TEST_F(CarrierTest, OfTwoPhonesThatRingOutsideOneAnswers) {
  Baresip second({.user = "second", .speaks = two});
  Kamailio::Setup forking = this->carrier("MD5");
  forking.words["SECOND"] = '"' + second.uri() + '"';
  const Kamailio carrier(forking);
  start({{"TIPRING_CARRIER", carrier.uri("4711")}});
  Baresip inside(phone("100", "one-hundred"));
  until_registered("100");
  inside.dial(runtime_->uri("+12025550143"));
  subscriber_.until("CALL_INCOMING");
  expect_to_talk(inside, second);
  subscriber_.until("CALL_CLOSED");
  EXPECT_THAT(inside.heard({one, two}), Contains(two));
}

TEST_F(CarrierTest, APhoneBehindAProxyIsCalledByThePathOfItsRegistration) {
  start();
  const Kamailio edge({.configuration = TIPRING_HERE "/edge.cfg",
                       .words = {{"SITE", "\"sip:" + runtime_->address() + '"'},
                                 {"SITE_PORT", std::to_string(runtime_->port())}}});
  Baresip behind(phone("100", "one-hundred", edge.address()));
  until_registered("100");
  EXPECT_THAT(runtime_->ask({"sip", "registrations", "ls"}).dump(), HasSubstr(edge.address()));
  Baresip before(phone("200", "two-hundred"));
  until_registered("200");
  before.dial(runtime_->uri("100"));
  expect_to_talk(before, behind);
  behind.dial(runtime_->uri("200"));
  expect_to_talk(behind, before);
}

}  // namespace
}  // namespace tipring::wire
