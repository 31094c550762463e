#include "runtime/rules/implication.h"

#include "random_rules.h"
#include <gtest/gtest.h>

namespace tipring {
namespace {

class ImplicationTest : public ::testing::Test {
 protected:
  using Kind = Comparison::Kind;

  Condition it(Kind kind, std::vector<FieldValue> values) {
    return test_of(rules_, "it", kind, std::move(values));
  }
  Condition all(std::vector<Condition> parts) { return combined(Condition::Kind::all, std::move(parts)); }
  Condition any(std::vector<Condition> parts) { return combined(Condition::Kind::any, std::move(parts)); }

  RuleSetDefinition rules_;
};

TEST_F(ImplicationTest, WhatIsNarrowerImpliesWhatIsWider) {
  EXPECT_TRUE(implies(it(Kind::is, {5.0}), it(Kind::above, {4.0})));
  EXPECT_TRUE(implies(it(Kind::above, {5.0}), it(Kind::at_least, {5.0})));
  EXPECT_FALSE(implies(it(Kind::at_least, {5.0}), it(Kind::above, {5.0})));
  EXPECT_TRUE(implies(it(Kind::number, {"+1202*"}), it(Kind::number, {"+1*", "+49*"})));
  EXPECT_FALSE(implies(it(Kind::number, {"+1*"}), it(Kind::number, {"+1202*"})));
  EXPECT_TRUE(implies(it(Kind::one_of, {"a", "b"}), it(Kind::one_of, {"a", "b", "c"})));
  EXPECT_TRUE(implies(it(Kind::is, {"a"}), it(Kind::present, {})));
  EXPECT_TRUE(implies(all({it(Kind::is, {5.0}), is(rules_, "other", true)}), it(Kind::is, {5.0})));
  EXPECT_FALSE(implies(it(Kind::is, {5.0}), all({it(Kind::is, {5.0}), is(rules_, "other", true)})));
  EXPECT_TRUE(implies(any({it(Kind::is, {5.0}), it(Kind::is, {6.0})}), it(Kind::above, {4.0})));
  EXPECT_TRUE(implies(it(Kind::is, {5.0}), Condition{}));
}

TEST_F(ImplicationTest, KnowsWhatNeverHolds) {
  EXPECT_TRUE(never_holds(all({it(Kind::is, {5.0}), it(Kind::above, {5.0})}), 1));
  EXPECT_TRUE(never_holds(all({it(Kind::above, {5.0}), it(Kind::below, {3.0})}), 1));
  EXPECT_TRUE(never_holds(it(Kind::between, {5.0, 3.0}), 1));
  EXPECT_FALSE(never_holds(all({it(Kind::above, {5.0}), it(Kind::below, {5.5})}), 1));
}

TEST_F(ImplicationTest, RangesAndPatternsHoldOneAnother) {
  const auto range = [&](const char* first, const char* last) { return it(Kind::numbers, {first, last}); };
  const auto pattern = [&](const char* text) { return it(Kind::number, {text}); };
  EXPECT_TRUE(implies(range("+493010000", "+493010099"), pattern("+4930*")));
  EXPECT_TRUE(implies(range("+493010000", "+493010099"), pattern("+4930100??")));
  EXPECT_FALSE(implies(range("+493010000", "+493010199"), pattern("+4930100??")));
  EXPECT_TRUE(implies(range("210", "220"), range("200", "299")));
  EXPECT_FALSE(implies(range("210", "300"), range("200", "299")));
  EXPECT_TRUE(implies(pattern("21?"), range("200", "299")));
  EXPECT_FALSE(implies(pattern("2*"), range("200", "299")));
  EXPECT_TRUE(implies(pattern("30?"), pattern("3*")));
  EXPECT_TRUE(implies(pattern("30?"), pattern("3??")));
  EXPECT_TRUE(implies(pattern("+1?0*"), pattern("*")));
  EXPECT_FALSE(implies(pattern("3??"), pattern("30?")));
  EXPECT_FALSE(implies(pattern("3*"), pattern("3??")));
  EXPECT_FALSE(implies(pattern("3#"), pattern("3*")));
  EXPECT_TRUE(implies(it(Kind::is, {"210"}), range("200", "299")));
}

TEST_F(ImplicationTest, WhatIsAskedForAndDeniedNeverHolds) {
  const auto none = [](Condition denied) { return combined(Condition::Kind::none, {std::move(denied)}); };
  EXPECT_TRUE(never_holds(all({it(Kind::above, {5.0}), none(it(Kind::above, {5.0}))}), 1));
  EXPECT_TRUE(never_holds(all({it(Kind::above, {5.0}), none(it(Kind::above, {3.0}))}), 1));
  EXPECT_TRUE(never_holds(all({it(Kind::present, {}), none(it(Kind::present, {}))}), 1));
  EXPECT_TRUE(never_holds(none(Condition{}), 0));
  EXPECT_FALSE(never_holds(all({it(Kind::above, {3.0}), none(it(Kind::above, {5.0}))}), 1));
  const Condition no_number = all({it(Kind::is, {5.0}), it(Kind::above, {5.0})});
  EXPECT_TRUE(never_holds(any({no_number, no_number}), 1));
  EXPECT_FALSE(never_holds(any({no_number, it(Kind::is, {5.0})}), 1));
}

TEST_F(ImplicationTest, FindsAnExampleOfBoth) {
  const Condition gold = is(rules_, "tier", "gold");
  const Condition large = test_of(rules_, "size", Kind::above, {500.0});
  const auto example = example_of_both(gold, large, rules_.attributes.size());
  ASSERT_TRUE(example);
  EXPECT_EQ((*example)[0], seen("gold"));
  EXPECT_FALSE(example_of_both(gold, is(rules_, "tier", "silver"), rules_.attributes.size()));
}

// Whatever it claims holds for random contacts, and examples are some.
TEST(ImplicationPropertyTest, ClaimsNothingThatSomeContactDenies) {
  int implied = 0;
  int examples = 0;
  int impossible = 0;
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    RandomRules random(seed);
    RuleSetDefinition rules;
    const Condition one = random.condition(rules, 2);
    const Condition other = random.condition(rules, 2);
    const bool claims = implies(one, other);
    const bool never = never_holds(one, rules.attributes.size());
    implied += claims ? 1 : 0;
    impossible += never ? 1 : 0;
    for (int contact = 0; contact < 20 && (claims || never); ++contact) {
      Scene scene = random.scene(rules);
      std::vector<Observation> seen_values;
      for (const Attribute& attribute : rules.attributes)
        seen_values.push_back(scene.see(attribute));
      if (holds(one, seen_values, scene) != Truth::yes) continue;
      ASSERT_FALSE(never) << "seed " << seed;
      ASSERT_EQ(holds(other, seen_values, scene), Truth::yes) << "seed " << seed;
    }
    const auto example = example_of(one, rules.attributes.size());
    if (!example) continue;
    ++examples;
    Scene nobody;
    ASSERT_EQ(holds(one, *example, nobody), Truth::yes) << "seed " << seed;
  }
  EXPECT_GT(implied, 1000);
  EXPECT_GT(examples, 5000);
  EXPECT_GT(impossible, 100);
}

}  // namespace
}  // namespace tipring
