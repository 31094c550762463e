#include "runtime/rules/condition.h"

#include "rules_kit.h"
#include <gtest/gtest.h>

namespace tipring {
namespace {

class ConditionTest : public ::testing::Test {
 protected:
  using Kind = Comparison::Kind;

  Truth of(const Condition& condition) {
    std::vector<Observation> observations;
    for (const Attribute& attribute : rules_.attributes)
      observations.push_back(scene_.see(attribute));
    return holds(condition, observations, scene_);
  }
  Truth of(Comparison::Kind kind, std::vector<FieldValue> values) {
    return of(test_of(rules_, "it", kind, std::move(values)));
  }
  void it_is(FieldValue value) { scene_.fields["it"] = seen(std::move(value)); }

  RuleSetDefinition rules_;
  Scene scene_;
};

TEST_F(ConditionTest, ComparesNumbersWhateverHoldsThem) {
  it_is(std::int64_t{5});
  EXPECT_EQ(of(Kind::is, {5.0}), Truth::yes);
  EXPECT_EQ(of(Kind::above, {4.5}), Truth::yes);
  EXPECT_EQ(of(Kind::above, {5.0}), Truth::no);
  EXPECT_EQ(of(Kind::at_least, {5.0}), Truth::yes);
  EXPECT_EQ(of(Kind::below, {std::int64_t{5}}), Truth::no);
  EXPECT_EQ(of(Kind::at_most, {5.0}), Truth::yes);
  EXPECT_EQ(of(Kind::between, {5.0, 9.0}), Truth::yes);
  EXPECT_EQ(of(Kind::between, {6.0, 9.0}), Truth::no);
}

TEST_F(ConditionTest, ATextIsNoNumber) {
  it_is("5");
  EXPECT_EQ(of(Kind::is, {5.0}), Truth::no);
  EXPECT_EQ(of(Kind::above, {1.0}), Truth::no);
  EXPECT_EQ(of(Kind::one_of, {"4", "5"}), Truth::yes);
}

TEST_F(ConditionTest, NothingHoldsOfWhatIsMissing) {
  for (const Kind kind : {Kind::is, Kind::one_of, Kind::above, Kind::at_most, Kind::between})
    EXPECT_EQ(of(kind, {1.0, 2.0}), Truth::no);
  EXPECT_EQ(of(Kind::number, {"*"}), Truth::no);
  EXPECT_EQ(of(Kind::present, {}), Truth::no);
  EXPECT_EQ(of(Kind::missing, {}), Truth::yes);
  EXPECT_EQ(of(combined(Condition::Kind::none, {is(rules_, "it", 1.0)})), Truth::yes);
}

TEST_F(ConditionTest, NumbersFitPatternsWithoutTheirSeparators) {
  it_is("+1 (202) 555-0143");
  EXPECT_EQ(of(Kind::number, {"+4930*", "+1202*"}), Truth::yes);
  EXPECT_EQ(of(Kind::number, {"+1202555????"}), Truth::yes);
  EXPECT_EQ(of(Kind::number, {"+1202"}), Truth::no);
}

TEST_F(ConditionTest, ARangeOfNumbersIsOfOneLength) {
  it_is("+493010050");
  EXPECT_EQ(of(Kind::numbers, {"+493010000", "+493010099"}), Truth::yes);
  EXPECT_EQ(of(Kind::numbers, {"+493010051", "+493010099"}), Truth::no);
  EXPECT_EQ(of(Kind::numbers, {"493010000", "493010099"}), Truth::no);
  it_is("+4930100500");
  EXPECT_EQ(of(Kind::numbers, {"+493010000", "+493010099"}), Truth::no);
  it_is("+49301005a");
  EXPECT_EQ(of(Kind::numbers, {"+493010000", "+493010099"}), Truth::no);
}

TEST_F(ConditionTest, WhatHangsOnSomethingUnknownIsUnknown) {
  scene_.fields["it"] = not_known();
  scene_.fields["other"] = seen(true);
  const Condition unknown = is(rules_, "it", 1.0);
  const Condition yes = is(rules_, "other", true);
  const Condition no = is(rules_, "other", false);
  using enum Condition::Kind;
  EXPECT_EQ(of(unknown), Truth::unknown);
  EXPECT_EQ(of(combined(all, {unknown, yes})), Truth::unknown);
  EXPECT_EQ(of(combined(all, {unknown, no})), Truth::no);
  EXPECT_EQ(of(combined(any, {unknown, yes})), Truth::yes);
  EXPECT_EQ(of(combined(any, {unknown, no})), Truth::unknown);
  EXPECT_EQ(of(combined(none, {unknown, yes})), Truth::no);
  EXPECT_EQ(of(combined(none, {unknown, no})), Truth::unknown);
}

TEST_F(ConditionTest, PredicatesAreAskedOnlyWhereTheyDecide) {
  scene_.fields["it"] = seen(true);
  scene_.answers[0] = Truth::yes;
  const Condition predicate{.kind = Condition::Kind::predicate, .predicate = 0};
  EXPECT_EQ(of(combined(Condition::Kind::all, {predicate, is(rules_, "it", false)})), Truth::no);
  EXPECT_TRUE(scene_.asked.empty());
  EXPECT_EQ(of(combined(Condition::Kind::all, {predicate, is(rules_, "it", true)})), Truth::yes);
  EXPECT_EQ(scene_.asked, std::vector<std::size_t>{0});
}

TEST_F(ConditionTest, IsToldInPlainWords) {
  const Attribute barred{.kind = Attribute::Kind::list, .field = "caller", .name = "barred"};
  Condition listed{.kind = Condition::Kind::comparison};
  listed.comparison = {rules_.place_of(barred), Kind::is, {true}};
  const Condition condition =
      combined(Condition::Kind::all,
               {is(rules_, "customer.tier", "gold"), test_of(rules_, "customer.size", Kind::above, {500.0}),
                combined(Condition::Kind::none,
                         {listed, test_of(rules_, "caller", Kind::number, {"+1900*", "+1976*"})})});
  EXPECT_EQ(
      to_text(condition, rules_.attributes, {}),
      "customer.tier is \"gold\" and customer.size is above 500 and none of (caller is on list \"barred\", "
      "caller is a number +1900* or +1976*)");
}

}  // namespace
}  // namespace tipring
