#include "runtime/rules/rule_set.h"

#include "rules_kit.h"
#include <gtest/gtest.h>

namespace tipring {
namespace {

Condition always() {
  return {};
}

std::string goes(const Outcome& outcome) {
  return outcome.go ? to_text(*outcome.go) : "nowhere";
}

class RuleSetTest : public ::testing::Test {
 protected:
  // Two rules that may both hold, the second with the higher priority, and one for everybody else.
  RuleSetTest() {
    rules_.rules.push_back(rule_to("gold", is(rules_, "tier", "gold"), "gold"));
    rules_.rules.push_back(
        rule_to("large", test_of(rules_, "size", Comparison::Kind::above, {100.0}), "large"));
    rules_.rules[1].outcome.priority = 80;
    rules_.rules[1].outcome.has_priority = true;
    rules_.rules[1].outcome.set["reason"] = "size";
    rules_.otherwise = Outcome{.go = Action{.kind = Action::Kind::dialog, .name = "others"}};
  }
  Outcome decide(HitPolicy policy) {
    rules_.policy = policy;
    const RuleSet set(rules_);
    decision_ = set.decide(scene_);
    EXPECT_EQ(decision_, set.decide_one_by_one(scene_));
    return set.outcome_of(decision_);
  }
  void both_hold() { scene_.fields = {{"tier", seen("gold")}, {"size", seen(500.0)}}; }

  RuleSetDefinition rules_;
  Scene scene_;
  Decision decision_;
};

TEST_F(RuleSetTest, TheFirstThatHoldsDecides) {
  both_hold();
  EXPECT_EQ(goes(decide(HitPolicy::first)), "dialog \"gold\"");
  EXPECT_EQ(decision_.holding, std::vector<std::size_t>{0});
}

TEST_F(RuleSetTest, TheHighestPriorityDecides) {
  both_hold();
  EXPECT_EQ(goes(decide(HitPolicy::priority)), "dialog \"large\"");
  EXPECT_EQ(decision_.holding, std::vector<std::size_t>{1});
}

TEST_F(RuleSetTest, OnlyOneMayHoldWhereTheyAreToBeUnique) {
  both_hold();
  EXPECT_EQ(goes(decide(HitPolicy::unique)), "dialog \"others\"");
  EXPECT_EQ(decision_.holding, (std::vector<std::size_t>{0, 1}));
  scene_.fields.erase("tier");
  EXPECT_EQ(goes(decide(HitPolicy::unique)), "dialog \"large\"");
}

TEST_F(RuleSetTest, CollectedOnesEachSetWhatNoneBeforeHasSet) {
  both_hold();
  const Outcome outcome = decide(HitPolicy::collect);
  EXPECT_EQ(goes(outcome), "dialog \"gold\"");
  EXPECT_EQ(outcome.priority, 80);
  EXPECT_EQ(outcome.set.at("reason"), FieldValue{"size"});
}

TEST_F(RuleSetTest, CollectedOnesThatOnlySetLeaveTheWayToOtherwise) {
  rules_.rules[1].outcome.go.reset();
  scene_.fields = {{"size", seen(500.0)}};
  const Outcome outcome = decide(HitPolicy::collect);
  EXPECT_EQ(goes(outcome), "dialog \"others\"");
  EXPECT_EQ(decision_.state, Decision::State::otherwise);
  EXPECT_EQ(outcome.set.at("reason"), FieldValue{"size"});
}

TEST_F(RuleSetTest, WithoutOtherwiseTheContactGoesNowhere) {
  rules_.otherwise.reset();
  EXPECT_EQ(goes(decide(HitPolicy::first)), "nowhere");
  EXPECT_EQ(decision_.state, Decision::State::otherwise);
}

TEST_F(RuleSetTest, ADecisionThatHangsOnSomethingUnknownIsNone) {
  scene_.fields = {{"tier", not_known()}, {"size", seen(500.0)}};
  EXPECT_EQ(goes(decide(HitPolicy::first)), "nowhere");
  EXPECT_EQ(decision_.state, Decision::State::unknown);
  EXPECT_EQ(decision_.undecided, 0U);
  // The first in order of priority holds whatever the other would.
  EXPECT_EQ(goes(decide(HitPolicy::priority)), "dialog \"large\"");
}

TEST_F(RuleSetTest, KeepsWhatEveryAttributeWas) {
  scene_.fields = {{"tier", seen("gold")}};
  decide(HitPolicy::first);
  EXPECT_EQ(decision_.seen, (std::vector<Observation>{seen("gold"), {}}));
}

TEST_F(RuleSetTest, AsksAFunctionOnceThoughSeveralRulesNameIt) {
  const Condition predicate{.kind = Condition::Kind::predicate, .predicate = 0};
  rules_.rules = {rule_to("one", combined(Condition::Kind::all, {predicate}), "one"),
                  rule_to("two", predicate, "two"), rule_to("rest", always(), "rest")};
  rules_.policy = HitPolicy::first;
  EXPECT_EQ(goes(RuleSet(rules_).outcome_of(RuleSet(rules_).decide(scene_))), "dialog \"rest\"");
  EXPECT_EQ(scene_.asked, std::vector<std::size_t>{0});
}

}  // namespace
}  // namespace tipring
