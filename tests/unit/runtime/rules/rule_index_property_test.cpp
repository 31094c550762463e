#include "random_rules.h"
#include <gtest/gtest.h>

namespace tipring {
namespace {

// The index only saves time: it decides as whoever tries every rule, and asks the same functions.
TEST(RuleIndexPropertyTest, DecidesExactlyAsTryingEachRule) {
  constexpr std::size_t rule_sets = 2500;
  constexpr std::size_t contacts = 40;
  std::map<Decision::State, int> states;
  for (std::uint64_t seed = 1; seed <= rule_sets; ++seed) {
    RandomRules random(seed);
    const RuleSet rules(random.rules());
    for (std::size_t contact = 0; contact < contacts; ++contact) {
      Scene scene = random.scene(rules.definition());
      const Decision expected = rules.decide_one_by_one(scene);
      const auto asked = std::exchange(scene.asked, {});
      const Decision found = rules.decide(scene);
      ASSERT_EQ(found, expected) << "seed " << seed << ", contact " << contact;
      ASSERT_EQ(scene.asked, asked) << "seed " << seed << ", contact " << contact;
      ++states[found.state];
    }
  }
  // Worth something only where all of it happens.
  for (const auto state : {Decision::State::decided, Decision::State::otherwise, Decision::State::unknown})
    EXPECT_GT(states[state], 5000);
}

}  // namespace
}  // namespace tipring
