#include "runtime/rules/rules_json.h"

#include "random_rules.h"
#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(RulesJsonTest, RulesComeBackAndDecideTheSame) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    RandomRules random(seed);
    RuleSetDefinition written = random.rules();
    written.name = "inbound";
    written.predicate_names = {"one", "two", "three"};
    const std::string text = rules_to_json({&written});
    const auto read = rules_from_json(text);
    ASSERT_TRUE(read) << read.error().text;
    ASSERT_EQ(rules_to_json({&read.value().front()}), text);
    const RuleSet before(written);
    const RuleSet after(read.value().front());
    for (int contact = 0; contact < 10; ++contact) {
      Scene scene = random.scene(written);
      ASSERT_EQ(before.decide(scene), after.decide(scene)) << "seed " << seed;
    }
  }
}

TEST(RulesJsonTest, KeepsWhatARuleDoes) {
  RuleSetDefinition rules{.name = "inbound"};
  Rule rule = rule_to("gold", is(rules, "tier", "gold"), "gold");
  rule.line = 12;
  rule.outcome = {
      .go = Action{.kind = Action::Kind::connect, .parties = {{.trunk = "carrier", .number = "+12"}}},
      .priority = 5,
      .has_priority = true,
      .set = {{"reason", "billing"}},
      .needs = {{"spanish", 3}},
      .note = "first"};
  rules.rules.push_back(rule);
  Rule waits = rule_to("waits", test_of(rules, "tier", Comparison::Kind::above, {10.0}), "waits");
  rules.attributes.push_back({.kind = Attribute::Kind::queue, .field = "waiting", .name = "billing"});
  waits.outcome.go = Action{.kind = Action::Kind::queue, .name = "billing"};
  rules.rules.push_back(waits);
  rules.otherwise = Outcome{.go = Action{.kind = Action::Kind::reject, .status = 404, .reason = "nobody"}};
  const auto read = rules_from_json(rules_to_json({&rules}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->front().rules.front().outcome, rule.outcome);
  EXPECT_EQ(read->front().rules.front().line, 12);
  EXPECT_EQ(read->front().rules.back().outcome, waits.outcome);
  EXPECT_EQ(read->front().attributes, rules.attributes);
  EXPECT_EQ(read->front().otherwise, rules.otherwise);
}

TEST(RulesJsonTest, RefusesWhatItHasNotWritten) {
  for (
      const char* text :
      {"", "{}", "[{}]", "[1]", "not json",
       R"([{"name":"a","policy":"best","file":"","line":1,"attributes":[],"predicates":[],"rules":[]}])",
       R"([{"name":"a","policy":"first","file":"","line":1,"attributes":[],"predicates":[],"rules":[
                             {"name":"r","line":1,"when":{"kind":"comparison","attribute":7,"compares":"is","values":[1]},
                              "outcome":{}}]}])",
       R"([{"name":"a","policy":"first","file":"","line":1,"attributes":[{"kind":"field","field":"x","name":""}],
                             "predicates":[],"rules":[{"name":"r","line":1,
                             "when":{"kind":"comparison","attribute":0,"compares":"is","values":[]},"outcome":{}}]}])"}) {
    const auto read = rules_from_json(text);
    if (std::string_view(text) == "{}") continue;  // No sets at all.
    EXPECT_FALSE(read) << text;
  }
}

}  // namespace
}  // namespace tipring
