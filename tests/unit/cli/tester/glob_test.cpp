#include "cli/tester/glob.h"

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

TEST(Filter, WithoutSignsIsLookedForAnywhere) {
  EXPECT_TRUE(matches_filter("tests/menu_spec.lua: busy", ""));
  EXPECT_TRUE(matches_filter("tests/menu_spec.lua: busy", "menu"));
  EXPECT_FALSE(matches_filter("tests/menu_spec.lua: busy", "Menu"));
}

TEST(Filter, WithSignsMatchesTheWhole) {
  EXPECT_TRUE(matches_filter("abc", "*"));
  EXPECT_TRUE(matches_filter("abc", "a?c"));
  EXPECT_TRUE(matches_filter("a caller hears the menu", "*hears*menu"));
  EXPECT_FALSE(matches_filter("a caller hears the menu", "hears*"));
  EXPECT_FALSE(matches_filter("abc", "a?"));
  EXPECT_TRUE(matches_filter("aaaaaaaaab", "*a*a*a*b"));
  EXPECT_FALSE(matches_filter("aaaaaaaaaa", "*a*a*a*b"));
}

}  // namespace
}  // namespace tipring::cli
