#include "runtime/contact/leg.h"

#include <set>
#include <utility>

#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(LegState, OnlyTheseTransitionsExist) {
  using enum LegState;
  const std::set<std::pair<LegState, LegState>> allowed{
      {invited, ringing},    {invited, answered}, {invited, releasing}, {invited, ended},
      {ringing, ringing},    {ringing, answered}, {ringing, releasing}, {ringing, ended},
      {answered, releasing}, {answered, ended},   {releasing, ended},
  };
  for (const LegState from : {invited, ringing, answered, releasing, ended}) {
    for (const LegState to : {invited, ringing, answered, releasing, ended}) {
      EXPECT_EQ(may_follow(from, to), allowed.contains({from, to}))
          << to_string(from) << " to " << to_string(to);
    }
  }
}

}  // namespace
}  // namespace tipring
