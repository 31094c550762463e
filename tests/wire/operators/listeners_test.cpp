// Where a site listens, and what it takes from strangers, as operators change it while calls are there.

#include <fstream>
#include <iterator>
#include <optional>

#include <gmock/gmock.h>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Ended = ::tipring::testing::Ended;

class ListenersWireTest : public ::testing::Test {
 protected:
  void SetUp() override { runtime_.emplace(Runtime::Setup{.site = TIPRING_SITES "/versions"}); }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }

  /// Changes the site's folder.
  void write(const std::string& from, const std::string& to) const {
    const std::string file = runtime_->site_folder() + "/site.lua";
    std::ifstream before(file);
    std::string text{std::istreambuf_iterator<char>(before), {}};
    text.replace(text.find(from), from.size(), to);
    std::ofstream(file) << text;
  }
  void listen_at(std::uint16_t port) const { write(R"(env "TIPRING_LISTEN")", '"' + url(port) + '"'); }
  static std::string url(std::uint16_t port) { return "udp://127.0.0.1:" + std::to_string(port); }
  Ended tipring(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--socket", runtime_->socket()});
    return ::tipring::testing::tipring(arguments);
  }
  /// The status that a call is answered with in the end.
  static std::string status_at(std::uint16_t port) {
    RawCaller caller(port);
    return status_of(caller.answer_to(caller.invite("200", RawCaller::sdp())));
  }
  static std::string status_of(const std::string& answer) { return answer.substr(8, 3); }
  /// "5060 listening null", "5070 leaving 1".
  std::vector<std::string> transports() const {
    std::vector<std::string> lines;
    for (const Json& row : runtime_->ask({"sip", "transports"}))
      lines.push_back(row.at("port").dump() + " " + row.at("state").get<std::string>() + " " +
                      row.at("calls").dump());
    return lines;
  }
  std::vector<std::string> plan() const {
    std::vector<std::string> lines;
    const Json answer = runtime_->ask({"reload", "--dry-run"});
    for (const Json& step : answer.at("plan"))
      lines.push_back(step.at("what").get<std::string>() + ": " + step.at("change").get<std::string>());
    return lines;
  }

  std::optional<Runtime> runtime_;
};

TEST_F(ListenersWireTest, ACallWhereNoNewOnesAreTakenTalksOnAndIsHungUpInOrder) {
  const std::uint16_t next = free_port("udp");
  const std::string old = std::to_string(runtime_->port());
  RawCaller caller(runtime_->port());
  const std::string invite = caller.invite("talk", RawCaller::sdp());
  const std::string answer = caller.answer_to(invite);
  ASSERT_EQ(status_of(answer), "200");
  const std::string call = runtime_->until_entry("leg.answered").at("contact");
  listen_at(next);
  const std::vector<std::string> wanted{
      "listen " + url(runtime_->port()) +
          ": removed: no new calls are taken there, and it is closed once its calls "
          "have ended",
      "listen " + url(next) + ": added"};
  EXPECT_THAT(plan(), ::testing::UnorderedElementsAreArray(wanted));
  EXPECT_THAT(transports(), ElementsAre(old + " listening null"));
  EXPECT_EQ(runtime_->ask({"reload"}).at("outcome"), "in-force");
  EXPECT_THAT(transports(), ElementsAre(std::to_string(next) + " listening null", old + " leaving 1"));
  EXPECT_EQ(status_at(runtime_->port()), "503");
  EXPECT_EQ(status_at(next), "486");
  EXPECT_EQ(runtime_->ask({"call", "show", call}).at("id"), call);
  EXPECT_EQ(status_of(caller.hang_up(invite, answer)), "200");
  while (runtime_->until_entry("leg.released").at("contact") != call) {
  }
  EXPECT_THAT(transports(), ElementsAre(std::to_string(next) + " listening null", old + " leaving 0"));
}

TEST_F(ListenersWireTest, AnAddressThatIsAddedTakesCallsAndARollbackTakesItAway) {
  const std::uint16_t next = free_port("udp");
  write(R"(listen { sip = env "TIPRING_LISTEN" })",
        R"(listen { sip = env "TIPRING_LISTEN" }
listen { sip = ")" +
            url(next) + "\" }");
  EXPECT_THAT(plan(), ElementsAre("listen " + url(next) + ": added"));
  EXPECT_FALSE(port_is_bound("udp", next));
  EXPECT_EQ(runtime_->ask({"reload"}).at("outcome"), "in-force");
  EXPECT_EQ(status_at(next), "486");
  EXPECT_EQ(status_at(runtime_->port()), "486");
  EXPECT_EQ(runtime_->ask({"rollback", "1"}).at("outcome"), "in-force");
  EXPECT_EQ(status_at(next), "503");
  EXPECT_EQ(status_at(runtime_->port()), "486");
  EXPECT_EQ(runtime_->ask({"rollback", "2"}).at("outcome"), "in-force");
  EXPECT_EQ(status_at(next), "486");
}

TEST_F(ListenersWireTest, APortInUseRefusesTheReload) {
  const RawCaller holder(runtime_->port());
  const std::string taken = "udp://" + holder.address();
  write(R"(env "TIPRING_LISTEN")", '"' + taken + '"');
  write("486", "603");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"reload", "--dry-run"}, {"reload"}}) {
    const Ended ended = tipring(command);
    EXPECT_EQ(ended.exit_code, 4);
    EXPECT_THAT(ended.err, AllOf(HasSubstr(taken + " is in use by another program"),
                                 HasSubstr("what was in force stays so")));
  }
  EXPECT_EQ(status_at(runtime_->port()), "486");
  EXPECT_THAT(transports(), ElementsAre(std::to_string(runtime_->port()) + " listening null"));
  EXPECT_EQ(runtime_->ask({"versions"}).size(), 1U);
}

TEST_F(ListenersWireTest, WhatIsTakenFromStrangersChangesAndBansStay) {
  runtime_->ask({"sip", "bans", "add", "192.0.2.7"});
  write("phone \"100\"", "defence { trust = { \"198.51.100.0/24\" }, rate = 5 }\n\nphone \"100\"");
  EXPECT_THAT(plan(), ElementsAre("defence: added: bans stay"));
  EXPECT_EQ(runtime_->ask({"reload"}).at("outcome"), "in-force");
  const Json bans = runtime_->ask({"sip", "bans", "ls"});
  ASSERT_EQ(bans.size(), 1U);
  EXPECT_EQ(bans.at(0).at("source"), "192.0.2.7");
  const Ended trusted = tipring({"sip", "bans", "add", "198.51.100.7"});
  EXPECT_EQ(trusted.exit_code, 4);
  EXPECT_THAT(trusted.err, HasSubstr("198.51.100.7 is trusted by the site"));
  runtime_->ask({"rollback", "1"});
  EXPECT_EQ(tipring({"sip", "bans", "add", "198.51.100.7"}).exit_code, 0);
}

TEST_F(ListenersWireTest, RtpenginesComeAndGo) {
  write("phone \"100\"", "rtpengine { control = \"127.0.0.1:1\" }\n\nphone \"100\"");
  EXPECT_THAT(plan(), ElementsAre("rtpengine: added: for new calls"));
  EXPECT_EQ(runtime_->ask({"reload"}).at("outcome"), "in-force");
  const Json instances = runtime_->ask({"sip", "rtpengine"});
  ASSERT_EQ(instances.size(), 1U);
  EXPECT_EQ(instances.at(0).at("instance"), "127.0.0.1:1");
  EXPECT_EQ(status_at(runtime_->port()), "486");
  runtime_->ask({"rollback", "1"});
  for (const Json& instance : runtime_->ask({"sip", "rtpengine"}))
    EXPECT_EQ(instance.at("state"), "leaving");
}

}  // namespace
}  // namespace tipring::wire
