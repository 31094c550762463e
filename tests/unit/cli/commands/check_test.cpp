// `tipring check` on sites that load, and could not do what they ask for.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/control/json.h"
#include "tests/kit/certificates.h"
#include "tests/unit/cli/commands/checked_site.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using CheckTest = CheckedSite;

TEST_F(CheckTest, ATrunkMustLeadSomewhere) {
  EXPECT_THAT(findings("trunk \"out\" { sip = \"sip:@\" }"),
              ElementsAre(HasSubstr("1 trunk \"out\" leads nowhere")));
  EXPECT_THAT(findings("trunk \"out\" { sip = \"sip:4711@gw.carrier.example\" }", 0), IsEmpty());
}

TEST_F(CheckTest, AllThatIsWrongWithDestinationsIsToldAtOnce) {
  EXPECT_THAT(findings("destinations {\n"
                       "  premium = { \"gold\", \"+1900*\", \"+1x*\" },\n  [\"9x\"] = { \"+1901*\" },\n  tolls "
                       "= { \"+1900*\" } }\n"
                       "phone \"100\" { password = \"secret\", may_call = { \"premium\", \"nowhere\" } }"),
              ElementsAre(HasSubstr("1 destinations: \"9x\" cannot name a class"),
                          HasSubstr("1 destinations: premium: \"gold\" is no pattern of numbers"),
                          HasSubstr("1 destinations: premium: \"+1x*\" is no pattern of numbers"),
                          HasSubstr("1 destinations: \"+1900*\" is in premium already")));
}

TEST_F(CheckTest, WhatIsNotListenedOnIsNoWay) {
  const auto found = findings(
      "listen { sip = \"udp://127.0.0.1:5060\" }\n"
      "trunk \"out\" { sip = \"sip:gw.carrier.example;transport=tls\" }\n"
      "dialog \"x\" (function(call) call:connect \"sip:a@192.0.2.1;transport=TCP\" end)\n"
      "dialog \"y\" (function(call) call:connect \"sip:a@192.0.2.1;transport=udp\" end)");
  EXPECT_THAT(found,
              ElementsAre(AllOf(HasSubstr("2 trunk \"out\" goes by tls"), HasSubstr("it listens on udp")),
                          HasSubstr("3 \"sip:a@192.0.2.1;transport=TCP\" goes by tcp")));
}

TEST_F(CheckTest, WhoIsToUseAnRtpengineNeedsOne) {
  const std::string users =
      "media \"rtpengine\"\nphone \"100\" { password = \"a\", media = \"relayed\" }\n"
      "trunk \"out\" { sip = \"sip:192.0.2.1\", media = \"webrtc\" }\n";
  EXPECT_THAT(findings(users), ElementsAre(HasSubstr("1 media \"rtpengine\" needs an rtpengine"),
                                           HasSubstr("3 media \"webrtc\" needs an rtpengine")));
  EXPECT_THAT(findings(users + "rtpengine { control = { \"127.0.0.1:2223\", \"[::1]:2223\" } }", 0), IsEmpty());
  // One that is named wrongly is not missed as well.
  EXPECT_THAT(findings(users + "rtpengine { control = \"media.example:2223\" }"),
              ElementsAre(HasSubstr("4 rtpengine: control: \"media.example:2223\" is no numeric address")));
}

TEST_F(CheckTest, AnRtpengineIsReachedAtOneMachine) {
  for (const auto& [address, what] : {std::pair{"0.0.0.0:2223", "all addresses of a machine"},
                                      {"[::]:2223", "all addresses of a machine"},
                                      {"[::ffff:0.0.0.0]:2223", "all addresses of a machine"},
                                      {"239.0.0.1:2223", "a group of machines"},
                                      {"[ff02::1]:2223", "a group of machines"},
                                      {"255.255.255.255:2223", "every machine of a network"}})
    EXPECT_THAT(findings("\nrtpengine { control = \"" + std::string(address) + "\" }"),
                ElementsAre(AllOf(
                    HasSubstr("2 rtpengine: control: \"" + std::string(address) + "\" stands for " + what),
                    HasSubstr("expected the address to reach it at, such as \"127.0.0.1:2223\""))));
}

TEST_F(CheckTest, ConnectionsToPostgresCanBeRead) {
  EXPECT_THAT(findings("records { postgres = \"postgresql://tipring@192.0.2.7/tipring\" }", 0), IsEmpty());
  EXPECT_THAT(
      findings("records { postgres = \"host=192.0.2.7 pass 5ecret\" }\nstore { postgres = \"somewhere\" }"),
      ElementsAre(AllOf(HasSubstr("1 records: the connection to PostgreSQL cannot be read"),
                        HasSubstr("expected postgresql://"), Not(HasSubstr("5ecret"))),
                  HasSubstr("2 store: the connection to PostgreSQL cannot be read")));
  EXPECT_THAT(findings("records { sqlite = \"var/a.db\" }"),
              ElementsAre(HasSubstr("records needs 'postgres'"), HasSubstr("records has no option 'sqlite'")));
}

TEST_F(CheckTest, HeaderFieldsMustBeSuchAsMayBeSet) {
  EXPECT_THAT(
      findings("dialog \"x\" (function(call)\n"
               "  call:connect { \"sip:a@192.0.2.1\", carry = { \"X-Mine\", \"Via\" },\n"
               "    headers = { [\"Subject\"] = \"From\", [\"From\"] = \"x\", Bad = \"y\" } }\n"
               "  local headers = { From = 1 }\n"
               "end)"),
      ElementsAre(HasSubstr("2 header \"Via\" cannot be carried"), HasSubstr("3 header \"From\" cannot be set"),
                  HasSubstr("3 header \"Bad\" cannot be set")));
}

TEST_F(CheckTest, ValuesMustBeSuchAsTheirWordTakes) {
  EXPECT_THAT(
      findings("dialog \"x\" (function(call)\n"
               "  call:say { \"hello\", barge_in = \"voice\" }\n"
               "  call:gather { say = \"your account\", barge_in = 1 }\n"
               "  call:tone \"bussy\"\n"
               "  call:wait_for_silence \"100ms\"\n"
               "  return reject(200)\n"
               "end)\n"
               "on.message(function(chat)\n"
               "  chat:ask { \"Which?\", choices = { 1, 2 } }\n"
               "  chat:ask { \"Which?\", choices = {}, tries = 0 }\n"
               "end)"),
      ElementsAre(HasSubstr("2 call:say: 'barge_in' must be true, false or \"speech\", not the text \"voice\""),
                  HasSubstr("3 call:gather: 'barge_in' must be true, false or \"speech\", not the number 1"),
                  AllOf(HasSubstr("4 call:tone: 'name' must be \"dial\""), HasSubstr("did you mean 'busy'?")),
                  HasSubstr("5 call:wait_for_silence: 'silence' must be a duration of at least 300ms"),
                  HasSubstr("6 reject: 'status' must be a whole number from 400 to 699, not the number 200"),
                  HasSubstr("9 chat:ask: 'choices' must be a list of texts"),
                  HasSubstr("10 chat:ask: 'choices' must be a list of texts"),
                  HasSubstr("10 chat:ask: 'tries' must be a whole number of at least 1")));
}

TEST_F(CheckTest, ValuesThatTheirWordTakesAreNoMistake) {
  EXPECT_THAT(findings("local which = { \"billing\" }\n"
                       "dialog \"x\" (function(call)\n"
                       "  call:say { \"hello\", barge_in = \"speech\" }\n"
                       "  call:say { \"hello\", barge_in = call.phone == nil }\n"
                       "  call:wait_for_speech \"3s\"\n"
                       "  call:wait_for_speech { timeout = \"3s\", anew = true }\n"
                       "  call:wait_for_silence { silence = \"800ms\", timeout = 10 }\n"
                       "  call:tone { \"busy\", \"1s\", country = \"gb\" }\n"
                       "  call:connect { \"sip:a@192.0.2.1\", carry = {} }\n"
                       "  return reject(486)\n"
                       "end)\n"
                       "on.message(function(chat)\n"
                       "  chat:ask { \"Which?\", choices = which }\n"
                       "  chat:ask { \"Which?\", choices = { \"a\", unpack(which) } }\n"
                       "end)\n"
                       "listen { sip = \"udp://127.0.0.1:5060\" }",
                       0),
              IsEmpty());
}

TEST_F(CheckTest, SecretsThatAreNotThereAreWarnedOf) {
  const std::string site = "phone \"100\" { password = secret \"phone-100\" }";
  const auto ended = check(site);
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("warning"), HasSubstr("there is no secret \"phone-100\"")));
  std::filesystem::create_directory(folder_.file("secrets"));
  std::ofstream(folder_.file("secrets/phone-100")) << "x\n";
  std::filesystem::permissions(folder_.file("secrets/phone-100"), std::filesystem::perms::owner_read);
  EXPECT_EQ(check(site).err, "");
}

TEST_F(CheckTest, FilesOfCertificatesThatAreNotThereAreWarnedOf) {
  const auto ended = check(
      "listen { sip = \"tls://127.0.0.1:5061\", certificate = \"tls/site.pem\", key = \"tls/site.key\" }");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("site.lua:1: there is no file"), HasSubstr("tls/site.pem"),
                               HasSubstr("tls/site.key"), HasSubstr("tls://127.0.0.1:5061")));
}

TEST_F(CheckTest, FilesOfCertificatesMustGoTogether) {
  CertificateAuthority authority(folder_.path(), "authority");
  authority.issue({.file = "one.pem", .names = {"DNS:site.example"}});
  authority.issue({.file = "two.pem", .names = {"DNS:site.example"}});
  std::ofstream(folder_.file("nonsense.pem")) << "nonsense\n";
  const auto with_key = [](const std::string& key) {
    return "listen { sip = \"tls://127.0.0.1:5061\", certificate = \"one.pem\", key = \"" + key + "\" }";
  };
  EXPECT_THAT(findings(with_key("one.pem"), 0), IsEmpty());
  EXPECT_THAT(findings(with_key("two.pem")), ElementsAre(HasSubstr("it does not belong to the certificate")));
  EXPECT_THAT(findings(with_key("nonsense.pem")),
              ElementsAre(HasSubstr("no private key in PEM form is there")));
}

}  // namespace
}  // namespace tipring::testing
