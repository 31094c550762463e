#include "runtime/control/agent_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/runtime/control/asked_queues.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class AgentCommandsTest : public testing::Test {
 protected:
  AgentCommandsTest() { add_agent_commands(asked_.control, world_.distributor, asked_.contacts()); }

  Json ask(const std::string& method, const Json& params = Json::object()) {
    return asked_.ask(method, params);
  }
  Json show(const std::string& name) { return ask("agent.show", {{"agent", name}}).at("agent"); }
  std::string names(const Json& params) {
    std::string names;
    const Json agents = ask("agent.list", params).at("agents");
    for (const Json& row : agents)
      names += (names.empty() ? "" : " ") + row.at("name").get<std::string>();
    return names;
  }

  QueueWorld world_{[] {
    DistributionPlan plan;
    plan.agents = {agent("ann", {{"billing", 5}}), agent("bob", {{"spanish", 2}}), agent("carl")};
    plan.queues = {queue("billing", {{"billing", 3}}), queue("sales")};
    plan.queues[0].widen = {{.after = 0s, .needs = {{"billing", 3}}}, {.after = 60s, .needs = {}}};
    plan.queues[0].wrap_up = 30s;
    return plan;
  }()};
  AskedQueues asked_{world_};
};

TEST_F(AgentCommandsTest, ListThemAsTheyAreDefined) {
  world_.log_in("ann");
  world_.set("bob", Presence::not_ready, "lunch");
  world_.run(90s);
  const Json agents = ask("agent.list").at("agents");
  ASSERT_EQ(agents.size(), 3U);
  EXPECT_EQ(agents.at(0),
            Json::parse(R"({"name":"ann","state":"ready","reason":null,"since":1800000000000000,"for":90000000,
                            "in_hand":0,"served":0,"talked":0,"party":"sip:ann@sim","presence":"ready"})"));
  EXPECT_EQ(agents.at(1).at("state"), "not-ready");
  EXPECT_EQ(agents.at(1).at("reason"), "lunch");
  EXPECT_EQ(agents.at(2).at("state"), "offline");
}

TEST_F(AgentCommandsTest, ListThoseOfAStateOrAQueueAndInPieces) {
  world_.log_in("carl");
  EXPECT_EQ(names({{"state", "ready"}}), "carl");
  EXPECT_EQ(names({{"queue", "sales"}}), "ann bob carl");
  EXPECT_EQ(names({{"queue", "billing"}}), "ann bob carl") << "after a minute all may";
  EXPECT_EQ(ask("agent.list", {{"limit", 2}}).at("complete"), false);
  EXPECT_EQ(names({{"limit", 2}, {"after", "bob"}}), "carl");
  EXPECT_EQ(asked_.code("agent.list", {{"queue", "nothing"}}), "not-found");
}

TEST_F(AgentCommandsTest, ShowWhatOneHasInHandAndMayServe) {
  world_.log_in("ann");
  world_.enter("billing");
  world_.accept("ann");
  world_.run(10s);
  const Json ann = show("ann");
  EXPECT_EQ(ann.at("state"), "talking");
  EXPECT_EQ(ann.at("for"), 10'000'000);
  EXPECT_EQ(ann.at("served"), 1);
  EXPECT_EQ(ann.at("takes_no_call"), "talks");
  EXPECT_EQ(ann.at("in_hand"),
            Json::parse(R"([{"contact":"1-1","caller":"caller 1","queue":"billing","state":"served",
                             "since":1800000000000000,"channel":"call"}])"));
  EXPECT_EQ(show("bob").at("queues"), Json::parse(R"([{"queue":"billing","waiting":0,"after":60000000},
                                                      {"queue":"sales","waiting":0,"after":0}])"));
  world_.finish("ann");
  EXPECT_EQ(show("ann").at("wrap_up_until"), 1'800'000'040'000'000);
  EXPECT_EQ(show("ann").at("talked"), 10'000'000);
}

TEST_F(AgentCommandsTest, SetOneAsItCouldItself) {
  EXPECT_EQ(ask("agent.set", {{"agent", "ann"}, {"presence", "ready"}, {"dry_run", true}}).at("set"), false);
  EXPECT_EQ(world_.state("ann"), "offline");
  ask("agent.set", {{"agent", "ann"}, {"presence", "ready"}});
  EXPECT_EQ(world_.state("ann"), "ready");
  ask("agent.set", {{"agent", "ann"}, {"presence", "not-ready"}, {"reason", "training"}});
  EXPECT_EQ(world_.state("ann"), "not-ready (training)");
  EXPECT_THAT(ask("agent.set", {{"agent", "ann"}, {"presence", "ready"}, {"reason", "why"}})
                  .at("message")
                  .get<std::string>(),
              HasSubstr("only who is not-ready has a reason"));
  EXPECT_THAT(ask("agent.set", {{"agent", "an"}, {"presence", "ready"}}).at("message").get<std::string>(),
              HasSubstr("there is no agent \"an\""));
}

TEST_F(AgentCommandsTest, SetOneThatTalksForAfterwards) {
  world_.log_in("ann");
  world_.enter("sales");
  world_.accept("ann");
  const Json answer = ask("agent.set", {{"agent", "ann"}, {"presence", "offline"}});
  EXPECT_EQ(answer.at("state"), "talking");
  EXPECT_EQ(answer.at("presence"), "offline");
  world_.finish("ann");
  EXPECT_EQ(world_.state("ann"), "offline");
}

TEST_F(AgentCommandsTest, ReleaseFromWrapUp) {
  world_.log_in("ann");
  world_.enter("billing");
  world_.accept("ann");
  world_.finish("ann");
  world_.enter("billing");
  EXPECT_EQ(world_.state("ann"), "wrap-up");
  EXPECT_EQ(ask("agent.release", {{"agent", "ann"}, {"dry_run", true}}).at("ended"),
            Json::parse(R"(["wrap-up"])"));
  EXPECT_EQ(world_.state("ann"), "wrap-up");
  ask("agent.release", {{"agent", "ann"}});
  EXPECT_EQ(world_.rings_for(2), "ann") << "who waits is offered at once";
}

TEST_F(AgentCommandsTest, ReleaseFromAnOfferWhichGoesToAnother) {
  world_.log_in("ann");
  world_.enter("sales");
  world_.log_in("carl");
  world_.run(1s);
  EXPECT_EQ(world_.rings_for(1), "ann");
  const Json answer = ask("agent.release", {{"agent", "ann"}});
  EXPECT_EQ(answer.at("ended"), Json::parse(R"(["offer"])"));
  EXPECT_EQ(world_.rings_for(1), "carl");
  EXPECT_EQ(world_.state("ann"), "ready");
}

TEST_F(AgentCommandsTest, EndWhatOneServesOnlyWhenAskedTo) {
  world_.log_in("ann");
  world_.enter("billing");
  world_.accept("ann");
  EXPECT_EQ(asked_.code("agent.release", {{"agent", "ann"}}), "wrong-state");
  EXPECT_TRUE(asked_.hung_up.empty());
  const Json answer = ask("agent.release", {{"agent", "ann"}, {"hang_up", true}});
  EXPECT_EQ(asked_.hung_up, std::vector<std::string>{"1-1"});
  EXPECT_EQ(answer.at("hung_up"), Json::parse(R"(["1-1"])"));
  EXPECT_EQ(world_.state("ann"), "ready") << "without the wrap-up";
}

TEST_F(AgentCommandsTest, ReleaseNobodyWhoIsHeldByNothing) {
  world_.set("ann", Presence::not_ready, "lunch");
  EXPECT_EQ(asked_.code("agent.release", {{"agent", "ann"}}), "wrong-state");
  EXPECT_THAT(ask("agent.release", {{"agent", "ann"}}).at("message").get<std::string>(),
              HasSubstr("is not-ready (lunch): there is nothing to release it from"));
  EXPECT_EQ(asked_.code("agent.release", {{"agent", "nobody"}}), "not-found");
}

}  // namespace
}  // namespace tipring
