#include "cli/switchboard/floor_plan.h"

#include <fstream>

#include <gmock/gmock.h>

#include "tests/kit/temporary_folder.h"

namespace tipring::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FloorPlanTest : public ::testing::Test {
 protected:
  FloorPlanTest() {
    site_.listens.emplace_back().sip = "udp://127.0.0.1:5060";
    site_.phones["100"].password.text = "secret";
    site_.trunks["carrier"].sip = "sip:192.0.2.1";
    next_ = site_;
  }
  FloorConfiguration configuration(const dsl::Definitions& site) {
    auto told =
        floor_configuration(site, {{folder_.path(), [](const std::string&) { return std::nullopt; }}, {}, ""});
    EXPECT_TRUE(told.ok()) << told.error().text;
    return std::move(told).value();
  }
  std::vector<PlanStep> plan() { return plan_between(configuration(site_), configuration(next_)); }
  std::vector<std::string> lines() {
    std::vector<std::string> lines;
    for (const PlanStep& step : plan())
      lines.push_back(to_string(step));
    return lines;
  }

  testing::TemporaryFolder folder_;
  dsl::Definitions site_;
  dsl::Definitions next_;
};

TEST_F(FloorPlanTest, WhatIsWrittenElsewhereIsNoChange) {
  next_.listens[0].position.line = 90;
  next_.phones["100"].position = {"phones.lua", 7};
  EXPECT_THAT(lines(), IsEmpty());
}

TEST_F(FloorPlanTest, PhonesAndTrunksAreToldByWhatChanges) {
  next_.phones["100"].password.text = "another";
  next_.phones["100"].permission.may_not_call = {"+1900*"};
  next_.phones["101"] = {};
  next_.trunks.clear();
  next_.trunks["other"].sip = "sip:192.0.2.2";
  EXPECT_THAT(lines(), ElementsAre("phone \"100\": may_not_call and password changed", "phone \"101\": added",
                                   "trunk \"carrier\": removed", "trunk \"other\": added"));
  EXPECT_TRUE(can_be_done_running(plan()));
}

TEST_F(FloorPlanTest, NothingOfAPasswordIsTold) {
  next_.phones["100"].password.text = "another";
  next_.trunks["carrier"].password = dsl::Secret{{}, "hidden"};
  for (const std::string& line : lines()) {
    EXPECT_EQ(line.find("another"), std::string::npos) << line;
    EXPECT_EQ(line.find("hidden"), std::string::npos) << line;
  }
}

TEST_F(FloorPlanTest, ASecretThatIsChangedInItsFileIsAChange) {
  std::filesystem::create_directory(folder_.file("secrets"));
  const auto write = [&](const char* text) {
    std::ofstream(folder_.file("secrets/hundred")) << text;
    std::filesystem::permissions(folder_.file("secrets/hundred"), std::filesystem::perms::owner_all);
  };
  site_.phones["100"].password = {.name = "hundred", .text = {}};
  next_ = site_;
  write("one");
  const auto before = configuration(site_);
  write("two");
  const auto plan = plan_between(before, configuration(next_));
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(to_string(plan[0]), "phone \"100\": password changed");
}

TEST_F(FloorPlanTest, WhatCannotChangeWhileRunningNeedsARestart) {
  next_.listens[0].sip = "udp://127.0.0.1:5070";
  next_.defence.emplace().only_trusted = true;
  next_.name_servers = "192.0.2.53";
  next_.http.emplace().trust = "ca.pem";
  next_.rtpengine.emplace().control = {"127.0.0.1:2223"};
  EXPECT_THAT(
      lines(),
      ElementsAre("defence: added, which needs a restart", "http: added, which needs a restart",
                  "listen udp://127.0.0.1:5060: removed, which needs a restart",
                  "listen udp://127.0.0.1:5070: added, which needs a restart",
                  "name_servers: added, which needs a restart", "rtpengine: added, which needs a restart"));
  EXPECT_FALSE(can_be_done_running(plan()));
}

TEST_F(FloorPlanTest, TonesDestinationsAndMessagesMayChange) {
  next_.tones.emplace().country = "us";
  next_.on_message.emplace();
  next_.destinations.add("premium", "+1900*");
  EXPECT_THAT(lines(), ElementsAre("destination \"premium\": added", "on.message: added", "tones: added"));
  EXPECT_TRUE(can_be_done_running(plan()));
}

TEST_F(FloorPlanTest, QueuesAndAgentsComeGoAndChangeWhileItRuns) {
  site_.queues["sales"];
  site_.queues["billing"].queue.strategy = Strategy::random;
  site_.agents["ann"].agent.skills = {{"billing", 8}};
  site_.agents["bert"];
  next_.queues["billing"].queue.wrap_up = std::chrono::seconds(20);
  next_.queues["repair"];
  next_.agents["ann"].agent.skills = {{"billing", 9}};
  next_.agent_order.emplace();
  EXPECT_THAT(lines(), ElementsAre("agent \"ann\": skills changed",
                                   "agent \"bert\": removed (what it has in hand goes on)", "agents: added",
                                   "queue \"billing\": strategy and wrap_up changed", "queue \"repair\": added",
                                   "queue \"sales\": removed (it drains)"));
  EXPECT_TRUE(can_be_done_running(plan()));
}

TEST_F(FloorPlanTest, HoursAreComparedAsTheyAreOnceSettled) {
  const auto open = [](const char* spans) {
    dsl::HoursDefinition hours;
    hours.plan.week.fill(parse_day_spans(spans).value());
    hours.hours.emplace(hours.plan, Zone());
    return hours;
  };
  site_.hours.emplace("office", open("08:00-17:00"));
  next_.hours.emplace("office", open("08:00-17:00"));
  site_.hours.emplace("shop", open("08:00-17:00"));
  next_.hours.emplace("shop", open("08:00-18:00"));
  site_.hours.emplace("calling", open("09:00-20:00"));
  next_.hours.emplace("calling", open("09:00-20:00"));
  next_.hours["calling"].of_callee = true;
  EXPECT_THAT(lines(), ElementsAre("hours \"calling\": changed", "hours \"shop\": changed"));
}

TEST_F(FloorPlanTest, AnEnterpriseComesWithItsStoreAndKeepsIt) {
  auto without = configuration(site_);
  auto with = configuration(site_);
  dsl::Definitions north;
  north.store.emplace().sqlite = "var/north.db";
  north.hours.emplace("office", dsl::HoursDefinition{});
  add_enterprise("north", north, with);
  const auto told = [](const std::vector<PlanStep>& plan) {
    std::vector<std::string> lines;
    for (const PlanStep& step : plan)
      lines.push_back(to_string(step));
    return lines;
  };
  EXPECT_THAT(told(plan_between(without, with)),
              ElementsAre("enterprise \"north\": added", "hours \"office\" of enterprise \"north\": added",
                          "store of enterprise \"north\": added"));
  EXPECT_TRUE(can_be_done_running(plan_between(with, without)));
  auto moved = configuration(site_);
  north.store->sqlite = "var/other.db";
  north.hours.clear();
  add_enterprise("north", north, moved);
  EXPECT_THAT(told(plan_between(with, moved)),
              ElementsAre("hours \"office\" of enterprise \"north\": removed",
                          "store of enterprise \"north\": sqlite changed, which needs a restart"));
}

}  // namespace
}  // namespace tipring::cli
