#include "adapters/journal/file_journal.h"

#include "kit.h"
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/clock.h"
#include "runtime/ledger/ledger.h"

namespace tipring::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::unique_ptr<FileJournal> open(const std::filesystem::path& folder,
                                  JournalOptions options = small_segments) {
  auto journal = FileJournal::open(folder, options);
  EXPECT_TRUE(journal) << journal.error().text;
  return journal ? std::move(journal).value() : nullptr;
}

TEST(FileJournal, begins_empty_in_a_folder_it_makes) {
  const TemporaryFolder folder;
  const auto journal = open(folder.file("site/ledger"));
  EXPECT_EQ(journal->found().entries, 0U);
  EXPECT_EQ(journal->found().last_run, 0U);
  EXPECT_THAT(journal->found().notices, IsEmpty());
  EXPECT_EQ(journal->room(), JournalRoom::normal);
  EXPECT_THAT(sequences(*journal), IsEmpty());
}

TEST(FileJournal, gives_back_what_was_appended_after_opening_again) {
  const TemporaryFolder folder;
  {
    const auto journal = open(folder.path());
    ASSERT_TRUE(journal->append(frames(1, 3)));
    ASSERT_TRUE(journal->append(frames(4, 4)));
    EXPECT_EQ(sequences(*journal), numbers(1, 4));
  }
  const auto journal = open(folder.path());
  EXPECT_EQ(journal->found().entries, 4U);
  EXPECT_THAT(journal->found().notices, IsEmpty());
  ASSERT_TRUE(journal->append(frames(5, 5)));
  EXPECT_EQ(sequences(*journal), numbers(1, 5));
}

TEST(FileJournal, makes_a_turn_one_write) {
  const TemporaryFolder folder;
  const auto disk = std::make_shared<Disk>();
  auto journal = FileJournal::open(folder.path(), small_segments, limited_storage(disk));
  ASSERT_TRUE(journal);
  const int before = disk->writes;
  ASSERT_TRUE(journal.value()->append(frames(1, 10)));
  EXPECT_EQ(disk->writes, before + 1);
}

TEST(FileJournal, turns_to_a_new_segment_named_by_its_first_entry) {
  const TemporaryFolder folder;
  const auto journal = open(folder.path());
  for (std::uint64_t sequence = 1; sequence <= 10; ++sequence) {
    ASSERT_TRUE(journal->append(frames(sequence, sequence, 1500)));
  }
  std::vector<std::string> names;
  for (const auto& path : segment_paths(folder.path()))
    names.push_back(path.filename());
  EXPECT_THAT(names, ElementsAre("00000000000000000001.journal", "00000000000000000003.journal",
                                 "00000000000000000005.journal", "00000000000000000007.journal",
                                 "00000000000000000009.journal"));
  EXPECT_EQ(sequences(*journal), numbers(1, 10));
}

TEST(FileJournal, allocates_segments_before_it_needs_them) {
  const TemporaryFolder folder;
  const auto journal = open(folder.path(), {.segment_size = 1U << 20U});
  for (const char* name : {"00000000000000000001.journal", "spare"}) {
    struct stat about {};
    ASSERT_EQ(::stat((folder.file(name)).c_str(), &about), 0) << name;
    EXPECT_EQ(about.st_size, 1 << 20);
    EXPECT_GE(about.st_blocks * 512, 1 << 20) << name << " has no blocks of its own";
  }
}

TEST(FileJournal, keeps_a_turn_longer_than_a_segment_together) {
  const TemporaryFolder folder;
  {
    const auto journal = open(folder.path());
    ASSERT_TRUE(journal->append(frames(1, 2)));
    ASSERT_TRUE(journal->append(frames(3, 12, 2000)));
    ASSERT_TRUE(journal->append(frames(13, 13)));
    EXPECT_THAT(segment_paths(folder.path()), SizeIs(3));
  }
  EXPECT_EQ(sequences(*open(folder.path())), numbers(1, 13));
}

TEST(FileJournal, keeps_the_longest_turn_in_an_empty_journal) {
  const TemporaryFolder folder;
  const auto journal = open(folder.path());
  ASSERT_TRUE(journal->append(frames(1, 10, 2000)));
  EXPECT_THAT(segment_paths(folder.path()), SizeIs(1));
  EXPECT_EQ(sequences(*journal), numbers(1, 10));
}

TEST(FileJournal, may_be_opened_with_another_segment_size) {
  const TemporaryFolder folder;
  ASSERT_TRUE(open(folder.path())->append(frames(1, 3, 1000)));
  const auto journal = open(folder.path(), {.segment_size = 8192});
  for (std::uint64_t sequence = 4; sequence <= 20; ++sequence) {
    ASSERT_TRUE(journal->append(frames(sequence, sequence, 1000)));
  }
  EXPECT_EQ(sequences(*journal), numbers(1, 20));
}

TEST(FileJournal, refuses_a_second_runtime_and_names_the_first) {
  const TemporaryFolder folder;
  const auto journal = open(folder.path());
  const auto second = FileJournal::open(folder.path(), small_segments);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "journal-locked");
  EXPECT_THAT(second.error().text, HasSubstr(folder.path()));
  EXPECT_THAT(second.error().text, HasSubstr("process " + std::to_string(::getpid())));
}

TEST(FileJournal, lets_go_of_the_folder) {
  const TemporaryFolder folder;
  open(folder.path()).reset();
  EXPECT_TRUE(FileJournal::open(folder.path(), small_segments));
}

TEST(FileJournal, says_which_folder_it_cannot_make) {
  const auto journal = FileJournal::open("/dev/null/ledger", small_segments);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, "io-error");
  EXPECT_THAT(journal.error().text, HasSubstr("/dev/null/ledger"));
}

TEST(FileJournal, finds_the_last_run_wherever_it_is) {
  const TemporaryFolder folder;
  {
    const auto journal = open(folder.path());
    ASSERT_TRUE(journal->append(start_frame(1, 1)));
    ASSERT_TRUE(journal->append(frames(2, 5, 1500)));
    ASSERT_TRUE(journal->append(start_frame(6, 2)));
  }
  EXPECT_EQ(open(folder.path())->found().last_run, 2U);
  {
    const auto journal = open(folder.path());
    for (std::uint64_t sequence = 7; sequence <= 12; ++sequence) {
      ASSERT_TRUE(journal->append(frames(sequence, sequence, 3000)));
    }
  }
  EXPECT_EQ(open(folder.path())->found().last_run, 2U);
}

TEST(FileJournal, waits_for_the_disk_only_where_power_is_to_be_survived) {
  for (const auto durable : {Durability::process, Durability::power}) {
    const TemporaryFolder folder;
    const auto disk = std::make_shared<Disk>();
    auto journal =
        FileJournal::open(folder.path(), {.segment_size = 4096, .durable = durable}, limited_storage(disk));
    ASSERT_TRUE(journal);
    disk->syncs = 0;
    ASSERT_TRUE(journal.value()->append(frames(1, 1)));
    ASSERT_TRUE(journal.value()->append(frames(2, 2)));
    EXPECT_EQ(disk->syncs, durable == Durability::power ? 2 : 0);
  }
}

TEST(FileJournal, keeps_nothing_of_a_turn_that_did_not_reach_the_disk) {
  const TemporaryFolder folder;
  const auto disk = std::make_shared<Disk>();
  {
    auto journal = FileJournal::open(folder.path(), {.segment_size = 4096, .durable = Durability::power},
                                     limited_storage(disk));
    ASSERT_TRUE(journal);
    ASSERT_TRUE(journal.value()->append(frames(1, 1)));
    disk->sync_fails = true;
    const auto appended = journal.value()->append(frames(2, 3));
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, "io-error");
    EXPECT_EQ(sequences(*journal.value()), numbers(1, 1));
    disk->sync_fails = false;
    ASSERT_TRUE(journal.value()->append(frames(2, 4)));
  }
  EXPECT_EQ(sequences(*open(folder.path())), numbers(1, 4));
}

TEST(FileJournal, is_what_a_ledger_goes_on_with) {
  const TemporaryFolder folder;
  const VirtualClock clock(UtcTime(std::chrono::seconds(1)));
  for (std::uint64_t round = 1; round <= 3; ++round) {
    const auto journal = open(folder.path());
    EXPECT_EQ(journal->found().entries, (round - 1) * 2);
    Ledger ledger(clock, *journal, journal->found().entries + 1);
    ledger.write({.kind = EntryKind::leg_answered, .leg = {1, 1}});
    ledger.write({.kind = EntryKind::leg_released, .leg = {1, 1}});
    ASSERT_TRUE(ledger.commit());
    EXPECT_EQ(sequences(*journal), numbers(1, round * 2));
  }
}

}  // namespace
}  // namespace tipring::journal
