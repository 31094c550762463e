// Versions of a site, as operators put them in force while the runtime runs.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <gmock/gmock.h>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Ended = ::tipring::testing::Ended;

class VersionsWireTest : public ::testing::Test {
 protected:
  void SetUp() override { runtime_.emplace(Runtime::Setup{.site = TIPRING_SITES "/versions"}); }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }

  std::string script_file() const { return runtime_->site_folder() + "/site.lua"; }
  std::string script() const {
    std::ifstream file(script_file());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Changes the site's folder.
  void write(const std::string& from, const std::string& to) const {
    std::string text = script();
    text.replace(text.find(from), from.size(), to);
    std::ofstream(script_file()) << text;
  }
  Ended tipring(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--socket", runtime_->socket()});
    return ::tipring::testing::tipring(arguments);
  }
  /// The status that a call is refused with.
  std::string refusal() {
    RawCaller caller(runtime_->port());
    return caller.answer_to(caller.invite("200", RawCaller::sdp())).substr(8, 3);
  }
  /// "1 kept", "2 in force".
  std::vector<std::string> versions() const {
    std::vector<std::string> lines;
    for (const Json& version : runtime_->ask({"versions"}))
      lines.push_back(version.at("number").dump() + " " + version.at("state").get<std::string>());
    return lines;
  }

  std::optional<Runtime> runtime_;
};

TEST_F(VersionsWireTest, AReloadPutsTheFolderInForce) {
  EXPECT_EQ(refusal(), "486");
  write("486", "603");
  EXPECT_EQ(refusal(), "486");
  const Json answer = runtime_->ask({"reload"});
  EXPECT_EQ(answer.at("outcome"), "in-force");
  EXPECT_EQ(answer.at("number"), 2);
  EXPECT_EQ(refusal(), "603");
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 kept", "2 in force"));
  EXPECT_EQ(runtime_->ask({"status"}).at("site_version").at("number"), 2);
  EXPECT_EQ(runtime_->until_entry("site.loaded").at("with").at("by"), "start");
  EXPECT_EQ(runtime_->until_entry("site.loaded").at("with").at("by"), "reload");
  const Ended again = tipring({"reload"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr("nothing has changed"));
}

TEST_F(VersionsWireTest, ABrokenSiteNeverTakesOver) {
  write("reject(486)", "dialog \"nowhere\"");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"reload", "--dry-run"}, {"reload"}}) {
    const Ended ended = tipring(command);
    EXPECT_EQ(ended.exit_code, 5);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, AllOf(HasSubstr(script_file() + ":8"), HasSubstr("there is no dialog 'nowhere'"),
                                 HasSubstr("what was in force stays so")));
  }
  EXPECT_EQ(refusal(), "486");
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 in force"));
}

TEST_F(VersionsWireTest, AVersionWhoseTablesTheStoreLacksNeverTakesOver) {
  write("on.call", "rules \"rows\" { from = db.table \"treatment\", otherwise = reject(404) }\n\non.call");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"reload", "--dry-run"}, {"reload"}}) {
    const Ended ended = tipring(command);
    EXPECT_EQ(ended.exit_code, 5);
    EXPECT_THAT(ended.err, AllOf(HasSubstr(script_file() + ":11"), HasSubstr("no such table: treatment")));
  }
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 in force"));
}

TEST_F(VersionsWireTest, ADryRunChangesNothingAndTellsThePlan) {
  write("phone \"100\" { password = \"secret\" }",
        "phone \"100\" { password = \"new\" }\nphone \"101\" { password = \"x\" }");
  write("486", "603");
  const Json answer = runtime_->ask({"reload", "--dry-run"});
  EXPECT_EQ(answer.at("outcome"), "planned");
  ASSERT_EQ(answer.at("plan").size(), 2U);
  EXPECT_EQ(answer.at("plan").at(0).at("what"), "phone \"100\"");
  EXPECT_EQ(answer.at("plan").at(0).at("change"), "password changed");
  EXPECT_EQ(refusal(), "486");
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 in force"));
}

TEST_F(VersionsWireTest, WhatNeedsARestartIsRefusedAsAWhole) {
  write("phone \"100\"", "store { sqlite = \"var/other.db\" }\n\nphone \"100\"");
  write("486", "603");
  const Ended ended = tipring({"reload"});
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_THAT(ended.err, HasSubstr("store: added, which needs a restart"));
  EXPECT_EQ(refusal(), "486");
}

TEST_F(VersionsWireTest, ARollbackPutsAKeptVersionInForceAgain) {
  write("486", "603");
  EXPECT_EQ(runtime_->ask({"reload"}).at("number"), 2);
  EXPECT_EQ(runtime_->ask({"rollback", "1", "--dry-run"}).at("outcome"), "planned");
  EXPECT_EQ(refusal(), "603");
  EXPECT_EQ(runtime_->ask({"rollback", "1"}).at("outcome"), "in-force");
  EXPECT_EQ(refusal(), "486");
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 in force", "2 kept"));
  const Ended again = tipring({"rollback", "1"});
  EXPECT_EQ(again.exit_code, 4);
  EXPECT_THAT(again.err, HasSubstr("version 1 is in force already"));
  const Ended none = tipring({"rollback", "9"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("there is no version 9; kept are 1, 2"));
}

TEST_F(VersionsWireTest, AStartAfterARollbackSaysWhatTakesForce) {
  write("486", "603");
  runtime_->ask({"reload"});
  runtime_->ask({"rollback", "1"});
  EXPECT_TRUE(runtime_->ends_in_order());
  runtime_->start();
  EXPECT_EQ(refusal(), "603");
  EXPECT_THAT(runtime_->log(), HasSubstr("not as version 1, to which it was rolled back"));
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 kept", "2 in force"));
}

TEST_F(VersionsWireTest, ACallEndsOnItsVersionWhichIsListedMeanwhile) {
  RawCaller caller(runtime_->port());
  caller.send(caller.invite("stay", RawCaller::sdp()));
  const std::string call = runtime_->until_entry("leg.ringing").at("contact");
  const Json before = runtime_->ask({"status"}).at("site_version");
  write("486", "603");
  runtime_->ask({"reload"});
  EXPECT_EQ(runtime_->ask({"call", "show", call}).at("version"), before.at("version"));
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 in use", "2 in force"));
  runtime_->ask({"call", "hangup", call});
  EXPECT_TRUE(runtime_->settles());
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 kept", "2 in force"));
}

TEST_F(VersionsWireTest, ACanaryHasItsShareAndEndsByARollback) {
  write("486", "603");
  const Json answer = runtime_->ask({"reload", "--canary", "99"});
  EXPECT_EQ(answer.at("outcome"), "on-trial");
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 in force", "2 on trial"));
  EXPECT_EQ(runtime_->ask({"status"}).at("site_version").at("trial").at("share"), 99);
  EXPECT_EQ(runtime_->ask({"rollback", "1"}).at("outcome"), "trial-ended");
  EXPECT_EQ(refusal(), "486");
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 in force", "2 kept"));
  runtime_->ask({"reload", "--canary", "1"});
  EXPECT_EQ(runtime_->ask({"reload"}).at("number"), 2);
  EXPECT_EQ(refusal(), "603");
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 kept", "2 in force"));
}

TEST_F(VersionsWireTest, ACanaryWithAnotherConfigurationIsRefused) {
  write("secret", "changed");
  const Ended ended = tipring({"reload", "--canary", "10"});
  EXPECT_EQ(ended.exit_code, 4);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("phone \"100\": password changed"), HasSubstr("one version for all")));
  EXPECT_THAT(versions(), ::testing::ElementsAre("1 in force"));
}

TEST_F(VersionsWireTest, VersionsAreComparedWithEachOtherAndWithTheFolder) {
  write("486", "603");
  const Ended ahead = tipring({"diff"});
  EXPECT_EQ(ahead.exit_code, 0) << ahead.err;
  EXPECT_THAT(ahead.out, AllOf(HasSubstr("--- 1/site.lua\n+++ site/site.lua\n"),
                               HasSubstr("-  { \"all\", when = always, go = reject(486) },\n"
                                         "+  { \"all\", when = always, go = reject(603) },\n")));
  runtime_->ask({"reload"});
  const Json diff = runtime_->ask({"diff", "1"});
  EXPECT_EQ(diff.at("files").at(0).at("file"), "site.lua");
  EXPECT_THAT(diff.at("files").at(0).at("diff").get<std::string>(), HasSubstr("+++ 2/site.lua"));
  ASSERT_EQ(diff.at("rules").size(), 1U);
  EXPECT_EQ(diff.at("rules").at(0).at("rules"), "inbound");
  EXPECT_EQ(diff.at("rules").at(0).at("rule"), "all");
  EXPECT_EQ(diff.at("rules").at(0).at("change"), "changed");
  const Json same = runtime_->ask({"diff", "2", "2"});
  EXPECT_TRUE(same.at("files").empty());
  EXPECT_TRUE(same.at("rules").empty());
  EXPECT_EQ(tipring({"diff", "7"}).exit_code, 3);
}

TEST_F(VersionsWireTest, PhonesOfTheNewVersionMayRegister) {
  write("phone \"100\" { password = \"secret\" }", "phone \"200\" { password = \"secret\" }");
  EXPECT_EQ(runtime_->ask({"reload"}).at("outcome"), "in-force");
  RawCaller caller(runtime_->port());
  std::string request = caller.invite("200", RawCaller::sdp());
  // Who says to be a phone is asked to prove it, and nobody else.
  request.replace(request.find("sip:raw@"), 8, "sip:200@");
  EXPECT_THAT(caller.answer_to(request), HasSubstr("401"));
  std::string gone = caller.invite("200", RawCaller::sdp());
  gone.replace(gone.find("sip:raw@"), 8, "sip:100@");
  EXPECT_THAT(caller.answer_to(gone), Not(HasSubstr("401")));
}

}  // namespace
}  // namespace tipring::wire
