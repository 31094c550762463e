#include "adapters/journal/memory_journal.h"

#include "kit.h"
#include <gtest/gtest.h>

namespace tipring::journal {
namespace {

TEST(MemoryJournal, gives_back_what_was_appended) {
  MemoryJournal journal;
  ASSERT_TRUE(journal.append(frames(1, 3)));
  ASSERT_TRUE(journal.append(frames(4, 4)));
  EXPECT_EQ(journal.size(), 4U);
  EXPECT_EQ(sequences(journal), numbers(1, 4));
  std::vector<std::uint64_t> seen;
  ASSERT_TRUE(journal.read(3, [&](std::uint64_t number, std::string_view) {
    seen.push_back(number);
    return true;
  }));
  EXPECT_EQ(seen, numbers(3, 4));
}

TEST(MemoryJournal, fails_as_told_and_keeps_nothing_then) {
  MemoryJournal journal;
  journal.fail_with(Error{"disk-full", "no room", true});
  journal.set_room(JournalRoom::none);
  const auto appended = journal.append(frames(1, 1));
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().code, "disk-full");
  EXPECT_EQ(journal.room(), JournalRoom::none);
  EXPECT_EQ(journal.size(), 0U);
  journal.fail_with(std::nullopt);
  EXPECT_TRUE(journal.append(frames(1, 1)));
  EXPECT_EQ(journal.size(), 1U);
}

}  // namespace
}  // namespace tipring::journal
