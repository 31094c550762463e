#include "adapters/sqlite/projection_store.h"

#include "kit.h"
#include <gmock/gmock.h>

namespace tipring::sqlite {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Store : ::testing::Test {
  ProjectionStore open() {
    auto store = ProjectionStore::open(path);
    EXPECT_TRUE(store) << store.error().text;
    return std::move(store).value();
  }
  std::vector<Entry> part(std::uint64_t first, std::uint64_t last) const {
    return {entries.begin() + static_cast<std::ptrdiff_t>(first - 1),
            entries.begin() + static_cast<std::ptrdiff_t>(last)};
  }

  TemporaryFolder folder;
  std::string path = folder.file("calls.db");
  std::vector<Entry> entries = day(200);
};

TEST_F(Store, begins_with_the_first_entry) {
  const auto store = open();
  EXPECT_EQ(store.next(), 1U);
  EXPECT_EQ(store.applied(), 0U);
  EXPECT_TRUE(store.check_end());
  EXPECT_THAT(records_in(path), IsEmpty());
}

TEST_F(Store, holds_the_records_of_what_was_applied) {
  auto store = open();
  ASSERT_TRUE(store.apply(entries));
  EXPECT_EQ(store.applied(), 200U);
  EXPECT_EQ(store.next(), 201U);
  EXPECT_EQ(records_in(path), records_of(entries));
}

// However the entries are cut into transactions, and wherever a kill falls between them.
TEST_F(Store, takes_up_calls_that_were_going_on) {
  for (std::uint64_t killed = 1; killed < 40; killed += 3) {
    const TemporaryFolder own;
    path = own.file("calls.db");
    {
      auto store = open();
      ASSERT_TRUE(store.apply(part(1, killed)));
    }
    auto store = open();
    EXPECT_EQ(store.applied(), killed);
    ASSERT_LE(store.next(), killed);
    ASSERT_TRUE(store.apply(part(store.next(), 60)));
    EXPECT_EQ(store.applied(), 60U);
    ASSERT_EQ(records_in(path), records_of(part(1, 60))) << killed;
  }
}

TEST_F(Store, applies_an_entry_once_however_often_it_comes) {
  auto store = open();
  ASSERT_TRUE(store.apply(part(1, 50)));
  ASSERT_TRUE(store.apply(part(1, 50)));
  ASSERT_TRUE(store.apply(part(40, 80)));
  EXPECT_EQ(store.applied(), 80U);
  EXPECT_EQ(records_in(path), records_of(part(1, 80)));
}

TEST_F(Store, closes_what_a_killed_runtime_left_open) {
  {
    auto store = open();
    ASSERT_TRUE(store.apply(part(1, 30)));
  }
  std::vector<Entry> history = part(1, 30);
  history.push_back({.sequence = 31, .at = UtcTime(std::chrono::hours(1)), .kind = EntryKind::runtime_started});
  auto store = open();
  ASSERT_TRUE(store.apply({history.begin() + static_cast<std::ptrdiff_t>(store.next() - 1), history.end()}));
  EXPECT_EQ(records_in(path), records_of(history));
  EXPECT_EQ(records_in(path).back().cause, "lost");
}

TEST_F(Store, notices_another_ledger) {
  {
    auto store = open();
    ASSERT_TRUE(store.apply(part(1, 50)));
  }
  const auto other = day(200, 1);
  auto store = open();
  const auto applied =
      store.apply({other.begin() + static_cast<std::ptrdiff_t>(store.next() - 1), other.end()});
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().code, "other-ledger");
  EXPECT_THAT(applied.error().text, HasSubstr(path));
}

TEST_F(Store, notices_a_ledger_that_ends_before_it) {
  {
    auto store = open();
    ASSERT_TRUE(store.apply(part(1, 50)));
  }
  auto store = open();
  const auto shorter = part(store.next(), 49);
  ASSERT_TRUE(store.apply(shorter));
  const auto checked = store.check_end();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "other-ledger");
}

TEST_F(Store, keeps_nothing_of_a_group_that_could_not_be_written) {
  auto store = open();
  ASSERT_TRUE(store.apply(part(1, 20)));
  auto other = Connection::open(path, Connection::Mode::write);
  ASSERT_TRUE(other);
  {
    auto held = Transaction::begin(other.value());
    ASSERT_TRUE(held);
    const auto refused = store.apply(part(21, 40));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "store-busy");
  }
  EXPECT_EQ(records_in(path), records_of(part(1, 20)));
  auto again = open();
  ASSERT_TRUE(again.apply(part(again.next(), 40)));
  EXPECT_EQ(records_in(path), records_of(part(1, 40)));
}

}  // namespace
}  // namespace tipring::sqlite
