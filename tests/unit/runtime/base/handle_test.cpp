#include "runtime/base/handle.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(SlotMap, finds_what_was_put_in) {
  SlotMap<std::string> map;
  const auto ann = map.insert("ann");
  const auto bob = map.insert("bob");
  ASSERT_NE(map.find(ann), nullptr);
  EXPECT_EQ(*map.find(ann), "ann");
  EXPECT_EQ(*map.find(bob), "bob");
  EXPECT_EQ(map.size(), 2U);
  EXPECT_TRUE(ann);
  EXPECT_FALSE(Handle<std::string>{});
}

TEST(SlotMap, gives_a_slot_out_again_under_another_generation) {
  SlotMap<std::string> map;
  const auto ann = map.insert("ann");
  EXPECT_TRUE(map.erase(ann));
  const auto bob = map.insert("bob");
  EXPECT_EQ(bob.slot, ann.slot);
  EXPECT_NE(bob.generation, ann.generation);
  EXPECT_EQ(map.find(ann), nullptr);
  EXPECT_FALSE(map.erase(ann));
  EXPECT_EQ(*map.find(bob), "bob");
  EXPECT_EQ(map.size(), 1U);
}

TEST(SlotMap, finds_nothing_for_an_empty_or_a_foreign_handle) {
  SlotMap<int> map;
  EXPECT_EQ(map.find({}), nullptr);
  EXPECT_EQ(map.find({7, 1}), nullptr);
  map.insert(1);
  EXPECT_EQ(map.find({}), nullptr);
}

TEST(SlotMap, owns_and_gives_back) {
  SlotMap<std::unique_ptr<int>> map;
  const auto handle = map.insert(std::make_unique<int>(5));
  const auto taken = map.take(handle);
  ASSERT_TRUE(taken);
  EXPECT_EQ(**taken, 5);
  EXPECT_FALSE(map.take(handle));
  EXPECT_EQ(map.size(), 0U);
}

TEST(SlotMap, visits_what_it_holds_in_order) {
  SlotMap<int> map;
  map.insert(1);
  const auto two = map.insert(2);
  map.insert(3);
  map.erase(two);
  std::vector<int> seen;
  map.for_each([&](auto handle, int value) {
    EXPECT_EQ(*map.find(handle), value);
    seen.push_back(value);
  });
  EXPECT_EQ(seen, (std::vector{1, 3}));
}

}  // namespace
}  // namespace tipring
