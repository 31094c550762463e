// `tipring check` on what a site says of queues and agents.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/commands/checked_site.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class QueuesCheckTest : public CheckedSite {
 protected:
  // Of lines from the fifth on.
  std::vector<std::string> of(const std::string& lines, int exit_code = 5) {
    return findings(
        "skills { \"billing\", \"repair\" }\n"
        "phone \"100\" { password = \"x\" }\n"
        "agent \"ann\" { at = phone \"100\", skills = { billing = 8, repair = 1 } }\n"
        "dialog \"message\" (function(call) call:say \"Hello.\" end)\n" +
            lines,
        exit_code);
  }
  std::vector<std::string> of_queue(const std::string& options) {
    return of("queue \"billing\" { " + options + " }");
  }
};

TEST_F(QueuesCheckTest, AQueueMaySayAllThereIs) {
  EXPECT_THAT(
      of("agents { order = \"service-level\" }\n"
         "queue \"others\" {}\n"
         "queue \"billing\" {\n"
         "  needs = { billing = at_least(1) }, prefers = { repair = 1 }, agents = { \"ann\" },\n"
         "  strategy = \"ordered\", target = { answer_within = \"20s\", for_share = 0.80 },\n"
         "  widen = { { after = \"0s\", needs = { billing = at_least(6) } }, { after = \"30s\" } },\n"
         "  waiting = { say = { position, estimate }, every = \"30s\", words = { next = \"Next.\" },\n"
         "              press = { [\"9\"] = dialog \"message\", [1] = queue \"others\", [\"*\"] = phone "
         "\"100\" } },\n"
         "  ring = { timeout = \"15s\", on_no_answer = \"not-ready\", after = 2, rest = \"5s\" },\n"
         "  wrap_up = \"20s\", limit = { calls = 500, wait = \"10m\", otherwise = reject(480) },\n"
         "  overflow = { after = \"5m\", no_agents = true, go = queue \"others\", place = \"kept\" },\n"
         "  priority_ages = \"10s\", sticky = \"20s\", sticky_for = \"24h\", regain = \"5m\",\n"
         "}\n",
         0),
      IsEmpty());
}

TEST_F(QueuesCheckTest, NamesMustBeThoseOfTheSite) {
  EXPECT_THAT(of_queue("needs = { biling = 1 }"), ElementsAre(AllOf(HasSubstr("5 there is no skill \"biling\""),
                                                                    HasSubstr("did you mean 'billing'?"))));
  EXPECT_THAT(of("agent \"bert\" { at = phone \"100\", skills = { repiar = 1 } }"),
              ElementsAre(AllOf(HasSubstr("5 there is no skill"), HasSubstr("'repair'"))));
  EXPECT_THAT(of_queue("agents = { \"anne\" }"),
              ElementsAre(AllOf(HasSubstr("there is no agent \"anne\""), HasSubstr("'ann'"))));
  EXPECT_THAT(of_queue("waiting = { press = { [\"9\"] = dialog \"mesage\" } }"),
              ElementsAre(AllOf(HasSubstr("there is no dialog 'mesage'"), HasSubstr("'message'"))));
  EXPECT_THAT(of_queue("overflow = { after = 60, go = queue \"biling\" }"),
              ElementsAre(AllOf(HasSubstr("there is no queue 'biling'"), HasSubstr("'billing'"))));
  EXPECT_THAT(of_queue("waiting = { music = \"piano\" }"), ElementsAre(HasSubstr("waiting.music: ")));
  EXPECT_THAT(of("dialog \"d\" (function(call)\n  return queue \"billing\"\nend)"),
              ElementsAre(HasSubstr("6 there is no queue 'billing'")));
}

TEST_F(QueuesCheckTest, OptionsMustBeWhatAQueueTakes) {
  EXPECT_THAT(of_queue("neds = {}"), ElementsAre(HasSubstr("'needs'")));
  EXPECT_THAT(of_queue("strategy = \"idle\""), ElementsAre(HasSubstr("longest-idle")));
  EXPECT_THAT(of_queue("needs = { billing = 11 }"),
              ElementsAre(HasSubstr("needs.billing must be at_least of a")));
  EXPECT_THAT(of_queue("needs = { billing = above(3) }"), ElementsAre(HasSubstr("needs.billing must be")));
  EXPECT_THAT(of_queue("ring = { timout = \"15s\" }"),
              ElementsAre(AllOf(HasSubstr("ring has no 'timout'"), HasSubstr("did you mean 'timeout'?"))));
  EXPECT_THAT(of_queue("ring = { timeout = true }"),
              ElementsAre(HasSubstr("ring.timeout must be a duration, \"20s\" or \"1m30s\", not true")));
  EXPECT_THAT(of_queue("ring = { on_no_answer = \"offline\" }"),
              ElementsAre(HasSubstr("must be \"not-ready\" or \"rest\", not \"offline\"")));
  EXPECT_THAT(of_queue("target = { for_share = 0.8 }"), ElementsAre(HasSubstr("target needs answer_within")));
  EXPECT_THAT(of_queue("target = { answer_within = 20, for_share = 80 }"),
              ElementsAre(HasSubstr("target.for_share must be a number from 0 to 1, not 80")));
  EXPECT_THAT(of_queue("widen = { { after = \"5s\" } }"),
              ElementsAre(HasSubstr("widen[1].after must be \"0s\"")));
  EXPECT_THAT(of_queue("widen = { { after = 0 }, { after = 9 }, { after = 9 } }"),
              ElementsAre(HasSubstr("widen[3].after must be later than that of the one before, 9s")));
  EXPECT_THAT(of_queue("waiting = { say = \"position\" }"),
              ElementsAre(HasSubstr("waiting.say must be { position, estimate }")));
  EXPECT_THAT(of_queue("waiting = { press = { [\"10\"] = dialog \"message\" } }"),
              ElementsAre(HasSubstr("waiting.press has \"10\", which is no key of a telephone")));
  EXPECT_THAT(of_queue("waiting = { press = { [\"1\"] = \"message\" } }"),
              ElementsAre(HasSubstr("waiting.press[\"1\"] is \"message\"; a contact can go to dialog")));
  EXPECT_THAT(of_queue("limit = { otherwise = reject(480) }"), ElementsAre(HasSubstr("limit bounds nothing")));
  EXPECT_THAT(of_queue("overflow = { go = reject(480) }"), ElementsAre(HasSubstr("overflow never happens")));
  EXPECT_THAT(of_queue("overflow = { after = 60 }"), ElementsAre(HasSubstr("overflow has no go")));
}

TEST_F(QueuesCheckTest, AgentsAreCalledSomewhere) {
  EXPECT_THAT(of("agent \"bert\" { skills = { repair = 1 } }"), ElementsAre(HasSubstr("at")));
  EXPECT_THAT(of("agent \"bert\" { at = \"bert\" }"), ElementsAre(HasSubstr("an agent is called at phone")));
  EXPECT_THAT(of("agent \"bert\" { at = phone \"100\", skills = { repair = 11 } }"),
              ElementsAre(HasSubstr("skills.repair must be a whole number from 0 to 10, not 11")));
  EXPECT_THAT(of("agent \"ann\" { at = phone \"100\" }"), ElementsAre(HasSubstr("defined twice")));
}

TEST_F(QueuesCheckTest, RulesAskAboutQueuesThatThereAre) {
  const auto of_rule = [this](const std::string& rule, int exit_code = 5) {
    return of("queue \"billing\" {}\nrules \"r\" {\n  { \"one\", " + rule + " },\n  otherwise = reject(404) }",
              exit_code);
  };
  EXPECT_THAT(
      of_rule("when = { queue = { billing = { waiting = above(10), longest_wait = above(60), ready = 0 } } }, "
              "go = queue \"billing\", priority = 5, needs = { repair = at_least(1) }",
              0),
      IsEmpty());
  EXPECT_THAT(of_rule("when = { queue = { biling = { waiting = above(10) } } }, go = reject(404)"),
              ElementsAre(AllOf(HasSubstr("7 rules \"r\": rule \"one\" asks for queue \"biling\""),
                                HasSubstr("did you mean 'billing'?"))));
  EXPECT_THAT(of_rule("when = { queue = { billing = { waitin = above(10) } } }, go = reject(404)"),
              ElementsAre(HasSubstr("did you mean 'waiting'?")));
  EXPECT_THAT(of_rule("when = { queue = { billing = { waiting = \"many\" } } }, go = reject(404)"),
              ElementsAre(HasSubstr("compares queue.billing.waiting with")));
  EXPECT_THAT(of_rule("when = { queue = { billing = above(10) } }, go = reject(404)"),
              ElementsAre(HasSubstr("queue.billing must be what is asked of the queue")));
  EXPECT_THAT(of_rule("when = always, go = queue \"billing\", needs = { spanish = 1 }"),
              ElementsAre(HasSubstr("there is no skill \"spanish\"")));
}

TEST_F(QueuesCheckTest, RulesThatTellAllNumbersApartLeaveNobodyOver) {
  EXPECT_THAT(
      of("queue \"billing\" {}\nrules \"r\" {\n"
         "  { \"nobody\", when = { queue = { billing = { ready = 0 } } }, go = reject(480) },\n"
         "  { \"some\", when = { queue = { billing = { ready = above(0) } } }, go = queue \"billing\" } }",
         0),
      IsEmpty());
}

TEST_F(QueuesCheckTest, AQueueEndsARingOfRules) {
  EXPECT_THAT(of("queue \"billing\" {}\n"
                 "rules \"a\" { { \"one\", when = { phone = present }, go = rules \"b\" }, otherwise = queue "
                 "\"billing\" }\n"
                 "rules \"b\" { { \"one\", when = { phone = missing }, go = rules \"a\" }, otherwise = queue "
                 "\"billing\" }",
                 0),
              IsEmpty());
}

TEST_F(QueuesCheckTest, WhoServesNobodyAndWhoIsNeverServedAreTold) {
  const auto ended = check(
      "skills { \"billing\", \"repair\" }\n"
      "agent \"ann\" { at = \"sip:ann@192.0.2.1\", skills = { billing = 3 } }\n"
      "agent \"bert\" { at = \"sip:bert@192.0.2.1\", skills = { repair = 3 } }\n"
      "queue \"billing\" { widen = { { after = 0, needs = { billing = 9 } }, { after = 9, needs = { billing = "
      "3 } } } "
      "}\n"
      "queue \"experts\" { needs = { repair = 9 } }");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("site.lua:3: agent \"bert\" can serve no queue"));
  EXPECT_THAT(ended.err, HasSubstr("site.lua:5: no agent can serve queue \"experts\""));
  EXPECT_THAT(ended.err, Not(HasSubstr("ann")));
}

}  // namespace
}  // namespace tipring::testing
