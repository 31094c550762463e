#include "runtime/rules/explanation.h"

#include "rules_kit.h"
#include <gtest/gtest.h>

#include "runtime/rules/why_record.h"

namespace tipring {
namespace {

class ExplanationTest : public ::testing::Test {
 protected:
  ExplanationTest() {
    using enum Condition::Kind;
    rules_.name = "inbound";
    rules_.predicate_names = {"is a friend"};
    Condition barred{.kind = comparison};
    barred.comparison = {rules_.place_of({.kind = Attribute::Kind::list, .field = "caller", .name = "barred"}),
                         Comparison::Kind::is,
                         {true}};
    rules_.rules = {
        rule_to("barred", barred, "barred"),
        rule_to("gold", combined(all, {is(rules_, "reason", "billing"), is(rules_, "tier", "gold")}), "gold"),
        rule_to("friend", {.kind = predicate, .predicate = 0}, "friend"),
        rule_to("large", test_of(rules_, "size", Comparison::Kind::above, {500.0}), "large"),
        rule_to("never tried", {}, "never")};
    scene_.fields = {{"caller on list \"barred\"", seen(false)},
                     {"reason", seen("billing")},
                     {"tier", seen("silver")},
                     {"size", seen(700.0)}};
  }

  std::vector<std::string> told(Circumstances& circumstances) {
    std::vector<std::string> lines;
    const RuleSet set(rules_);
    for (const RuleVerdict& verdict : explain(set, circumstances).tried)
      lines.push_back(rules_.rules[verdict.rule].name + ": " + verdict.why);
    return lines;
  }

  Entry recorded() {
    const RuleSet set(rules_);
    const Decision decision = set.decide(scene_);
    Entry entry{.kind = EntryKind::contact_decided};
    entry.fields = record_of({"1f3a"}, rules_, decision, set.outcome_of(decision));
    return entry;
  }

  RuleSetDefinition rules_;
  Scene scene_;
};

TEST_F(ExplanationTest, TellsWhatAQueueWasLike) {
  Condition crowded{.kind = Condition::Kind::comparison};
  crowded.comparison = {
      rules_.place_of({.kind = Attribute::Kind::queue, .field = "waiting", .name = "billing"}),
      Comparison::Kind::above,
      {10.0}};
  rules_.rules = {rule_to("crowded", crowded, "elsewhere")};
  scene_.fields["queue \"billing\" waiting"] = seen(std::int64_t{3});
  EXPECT_EQ(told(scene_),
            std::vector<std::string>{"crowded: queue \"billing\" waiting is above 10, but it was 3"});
}

TEST_F(ExplanationTest, TellsOfEachRuleWhichConditionFailedOnWhat) {
  EXPECT_EQ(told(scene_), (std::vector<std::string>{
                              "barred: caller is on list \"barred\", but caller is not on list \"barred\"",
                              "gold: tier is \"gold\", but it was \"silver\"",
                              "friend: where(\"is a friend\") said no", "large: size is above 500"}));
}

TEST_F(ExplanationTest, TheRecordTellsTheSameStory) {
  RecordedCircumstances recalled(recorded(), rules_.predicate_names);
  EXPECT_EQ(told(recalled), told(scene_));
}

TEST_F(ExplanationTest, TheRecordNamesTheWinnerAndWhatWasSeen) {
  scene_.fields.erase("tier");
  const Entry entry = recorded();
  EXPECT_EQ(*entry.field<std::string>("version"), "1f3a");
  EXPECT_EQ(*entry.field<std::string>("rules"), "inbound");
  EXPECT_EQ(*entry.field<std::string>("by"), "rule");
  EXPECT_EQ(*entry.field<std::string>("rule"), "large");
  EXPECT_EQ(*entry.field<std::string>("go"), "dialog \"large\"");
  EXPECT_EQ(*entry.field<double>("saw.size"), 700.0);
  EXPECT_EQ(*entry.field<bool>("saw.caller on list \"barred\""), false);
  EXPECT_EQ(*entry.field<bool>("said.is a friend"), false);
  EXPECT_EQ(*entry.field<std::string>("missing"), "tier");
}

TEST_F(ExplanationTest, WhatWasNotRecordedIsUnknown) {
  const Entry entry = recorded();
  rules_.rules.insert(rules_.rules.begin(), rule_to("region", is(rules_, "region", "north"), "north"));
  RecordedCircumstances recalled(entry, rules_.predicate_names);
  EXPECT_EQ(told(recalled), std::vector<std::string>{"region: region is \"north\", but it was not recorded"});
}

TEST_F(ExplanationTest, AMissingValueIsToldAsMissing) {
  scene_.fields.erase("tier");
  EXPECT_EQ(told(scene_)[1], "gold: tier is \"gold\", but it was not there");
}

TEST_F(ExplanationTest, OfSeveralAlternativesAllAreTold) {
  rules_.rules = {
      rule_to("either", combined(Condition::Kind::any, {is(rules_, "tier", "gold"), is(rules_, "size", 5.0)}),
              "either"),
      rule_to("neither", combined(Condition::Kind::none, {is(rules_, "size", 700.0)}), "neither")};
  EXPECT_EQ(told(scene_),
            (std::vector<std::string>{"either: any of (tier is \"gold\", size is 5), but nothing of that held: "
                                      "tier was \"silver\", size was 700",
                                      "neither: none of (size is 700), but size is 700"}));
}

}  // namespace
}  // namespace tipring
