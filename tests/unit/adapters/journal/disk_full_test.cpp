#include "kit.h"
#include <gmock/gmock.h>

#include "adapters/journal/file_journal.h"
#include "runtime/base/clock.h"
#include "runtime/ledger/ledger.h"

namespace tipring::journal {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t segment = small_segments.segment_size;

struct DiskFull : ::testing::Test {
  // The disk holds the segment in use, the spare, and `more` bytes.
  std::unique_ptr<FileJournal> open(std::uint64_t more = 0) {
    disk->free = 2 * segment + more;
    return reopen();
  }
  std::unique_ptr<FileJournal> reopen() {
    auto journal = FileJournal::open(folder.path(), small_segments, limited_storage(disk));
    EXPECT_TRUE(journal) << journal.error().text;
    return journal ? std::move(journal).value() : nullptr;
  }
  // Appends entries of a kilobyte until the room is no longer `room`, or one is refused.
  Result<void> fill(FileJournal& journal, JournalRoom room) {
    while (journal.room() == room) {
      if (auto appended = journal.append(frames(next, next, 1000)); !appended) return appended;
      ++next;
    }
    return {};
  }

  TemporaryFolder folder;
  std::shared_ptr<Disk> disk = std::make_shared<Disk>();
  std::uint64_t next = 1;
};

TEST_F(DiskFull, leaves_a_whole_segment_in_reserve) {
  const auto journal = open();
  ASSERT_TRUE(fill(*journal, JournalRoom::normal));
  EXPECT_EQ(journal->room(), JournalRoom::reserve);
  const std::uint64_t before = next;
  const auto refused = fill(*journal, JournalRoom::reserve);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "disk-full");
  EXPECT_TRUE(refused.error().retryable);
  EXPECT_THAT(refused.error().text, HasSubstr(folder.path()));
  EXPECT_EQ(journal->room(), JournalRoom::none);
  // The entry that turned to the reserve and those after it make up a whole segment.
  EXPECT_GE((next - before + 1) * frames(10, 10, 1000).size(), segment - frames(10, 10, 1000).size());
  EXPECT_EQ(sequences(*journal), numbers(1, next - 1));
}

TEST_F(DiskFull, keeps_refusing_while_there_is_no_room) {
  const auto journal = open();
  ASSERT_TRUE(fill(*journal, JournalRoom::normal));
  ASSERT_FALSE(fill(*journal, JournalRoom::reserve));
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(journal->append(frames(next, next, 1000)));
    EXPECT_EQ(journal->room(), JournalRoom::none);
  }
  EXPECT_EQ(sequences(*journal), numbers(1, next - 1));
}

TEST_F(DiskFull, goes_back_to_normal_with_the_next_entry_once_there_is_room) {
  const auto journal = open();
  ASSERT_TRUE(fill(*journal, JournalRoom::normal));
  disk->free = 10 * segment;
  ASSERT_TRUE(journal->append(frames(next, next)));
  EXPECT_EQ(journal->room(), JournalRoom::normal);
}

TEST_F(DiskFull, goes_back_to_normal_without_an_entry_when_asked_to_look) {
  const auto journal = open();
  ASSERT_TRUE(fill(*journal, JournalRoom::normal));
  journal->look_for_room();
  EXPECT_EQ(journal->room(), JournalRoom::reserve);
  disk->free = 10 * segment;
  journal->look_for_room();
  EXPECT_EQ(journal->room(), JournalRoom::normal);
}

TEST_F(DiskFull, goes_on_after_nothing_could_be_written) {
  {
    const auto journal = open();
    ASSERT_TRUE(fill(*journal, JournalRoom::normal));
    ASSERT_FALSE(fill(*journal, JournalRoom::reserve));
    disk->free = 10 * segment;
    ASSERT_TRUE(journal->append(frames(next, next + 1, 1000)));
    EXPECT_EQ(journal->room(), JournalRoom::normal);
  }
  EXPECT_EQ(sequences(*reopen()), numbers(1, next + 1));
}

TEST_F(DiskFull, a_runtime_that_starts_then_is_in_reserve_at_once) {
  {
    const auto journal = open();
    ASSERT_TRUE(fill(*journal, JournalRoom::normal));
  }
  const auto journal = reopen();
  EXPECT_EQ(journal->room(), JournalRoom::reserve);
  ASSERT_TRUE(journal->append(frames(next, next, 1000)));
  EXPECT_EQ(sequences(*journal), numbers(1, next));
}

TEST_F(DiskFull, a_new_ledger_says_that_it_has_no_room) {
  disk->free = segment - 1;
  const auto journal = FileJournal::open(folder.path(), small_segments, limited_storage(disk));
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, "disk-full");
}

// Some file systems promise room and have none when it is written (copy on write, thin volumes).
TEST_F(DiskFull, a_write_that_stops_half_way_leaves_nothing) {
  auto journal = open(1000 * segment);
  for (std::uint64_t fits = 0; fits < frames(1, 3).size(); fits += 7) {
    disk->writable = fits;
    const auto refused = journal->append(frames(next, next + 2));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "disk-full");
    EXPECT_EQ(journal->room(), JournalRoom::none);
    // One entry, where three were tried: what there was of the others must not stand behind it.
    disk->writable = UINT64_MAX;
    ASSERT_TRUE(journal->append(frames(next, next)));
    EXPECT_EQ(journal->room(), JournalRoom::normal);
    ASSERT_EQ(sequences(*journal), numbers(1, next++));
  }
  journal.reset();
  EXPECT_EQ(reopen()->found().entries, next - 1);
}

TEST_F(DiskFull, the_ledger_has_no_gap_afterwards) {
  const auto journal = open();
  const VirtualClock clock(UtcTime{});
  Ledger ledger(clock, *journal, 1);
  std::uint64_t followed = 0;
  ledger.follow([&](const Entry& entry) { EXPECT_EQ(entry.sequence, ++followed); });
  Result<void> committed;
  for (int i = 0; i < 100; ++i) {
    ledger.write({.kind = EntryKind::play_started, .fields = {{"what", std::string(500, 'x')}}});
    committed = ledger.commit();
  }
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, "disk-full");
  EXPECT_EQ(ledger.room(), JournalRoom::none);
  EXPECT_EQ(followed + ledger.uncommitted(), 100U);
  disk->free = 100 * segment;
  ASSERT_TRUE(ledger.commit());
  EXPECT_EQ(followed, 100U);
  EXPECT_EQ(sequences(*journal), numbers(1, 100));
}

}  // namespace
}  // namespace tipring::journal
