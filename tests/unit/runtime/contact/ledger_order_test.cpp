#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;

TEST(LedgerOrder, NoEffectLeavesBeforeItsEntryIsWritten) {
  FloorWorld world;
  world.on_attend = [&](ContactId contact) { ASSERT_TRUE(world.calls.answer(contact).ok()); };
  world.journal.fail_with(Error{"disk-full", "no space left", true});
  sim::Party& caller = world.call();
  world.run(10s);
  EXPECT_EQ(caller.state(), sim::PartyState::calling)
      << "the call was answered though the ledger does not know it";
  EXPECT_THAT(world.log_lines, Contains(HasSubstr("no space left")));
  world.journal.fail_with(std::nullopt);
  world.run(2s);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  EXPECT_THAT(world.kinds(), Contains("leg.answered"));
}

TEST(LedgerOrder, WithTheDiskFullLiveCallsEndInOrderAndNewOnesGet503) {
  FloorWorld world;
  world.on_attend = [&](ContactId contact) { ASSERT_TRUE(world.calls.answer(contact).ok()); };
  sim::Party& first = world.call();
  world.run(1s);
  world.journal.set_room(JournalRoom::reserve);
  sim::Party& second = world.call("300");
  world.run(1s);
  ASSERT_TRUE(second.ending());
  EXPECT_EQ(second.ending()->status, 503);
  ASSERT_TRUE(first.hang_up().ok());
  world.run(40s);
  EXPECT_THAT(world.kinds(), Contains("contact.ended"));
  world.expect_nothing_left();
}

}  // namespace
}  // namespace tipring
