#include "kit.h"
#include <gmock/gmock.h>

#include "adapters/journal/file_journal.h"
#include "adapters/journal/journal_reader.h"
#include "runtime/ledger/frame.h"

namespace tipring::journal {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::unique_ptr<FileJournal> open(const std::filesystem::path& folder) {
  auto journal = FileJournal::open(folder, small_segments);
  EXPECT_TRUE(journal) << journal.error().text;
  return journal ? std::move(journal).value() : nullptr;
}

void write(const std::filesystem::path& folder, std::uint64_t first, std::uint64_t last,
           std::size_t padding = 0) {
  const auto journal = open(folder);
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    ASSERT_TRUE(journal->append(frames(sequence, sequence, padding)));
  }
}

TEST(Damage, a_torn_write_leaves_what_was_before) {
  const std::string kept = frames(1, 2);
  const std::string torn = frames(3, 4);
  const std::size_t third = frames(3, 3).size();
  for (std::size_t written = 0; written < torn.size(); written += 3) {
    const TemporaryFolder folder;
    write(folder.path(), 1, 2);
    overwrite(segment_paths(folder.path()).back(), kept.size(), torn.substr(0, written));
    const std::uint64_t whole = written >= third ? 3 : 2;
    {
      const auto journal = open(folder.path());
      ASSERT_EQ(journal->found().entries, whole) << written;
      ASSERT_EQ(sequences(*journal), numbers(1, whole)) << written;
      ASSERT_TRUE(journal->append(frames(whole + 1, whole + 1)));
    }
    ASSERT_EQ(sequences(*open(folder.path())), numbers(1, whole + 1)) << written;
  }
}

TEST(Damage, an_unfinished_write_is_told_and_removed) {
  const TemporaryFolder folder;
  write(folder.path(), 1, 2);
  const auto segment = segment_paths(folder.path()).back();
  const std::size_t end = frames(1, 2).size();
  overwrite(segment, end, frames(3, 3).substr(0, 20));
  const auto journal = open(folder.path());
  ASSERT_THAT(journal->found().notices, SizeIs(1));
  EXPECT_THAT(journal->found().notices[0], AllOf(HasSubstr("20 bytes"), HasSubstr(segment.string())));
  EXPECT_EQ(file_bytes(segment).substr(end).find_first_not_of('\0'), std::string::npos);
  EXPECT_EQ(file_bytes(segment).size(), small_segments.segment_size) << "the room reserved was given up";
}

// An entry of the same length written over the torn one must not make what stood behind part of the ledger.
TEST(Damage, what_stood_behind_a_torn_entry_does_not_come_back) {
  const TemporaryFolder folder;
  write(folder.path(), 1, 4);
  const std::size_t second = frames(1, 1).size();
  overwrite(segment_paths(folder.path()).back(), second + frame_header_size + 2, "?");
  {
    const auto journal = open(folder.path());
    EXPECT_EQ(journal->found().entries, 1U);
    ASSERT_TRUE(journal->append(frames(2, 2)));
    EXPECT_EQ(sequences(*journal), numbers(1, 2));
  }
  EXPECT_EQ(open(folder.path())->found().entries, 2U);
}

TEST(Damage, whole_entries_behind_a_damaged_one_are_kept_for_people) {
  const TemporaryFolder folder;
  write(folder.path(), 1, 4);
  const auto segment = segment_paths(folder.path()).back();
  const std::size_t second = frames(1, 1).size();
  const std::string lost = frames(3, 4);
  overwrite(segment, second + frame_header_size + 2, "?");
  const auto journal = open(folder.path());
  ASSERT_THAT(journal->found().notices, SizeIs(1));
  const std::string aside = segment.string() + ".damaged-" + std::to_string(second);
  EXPECT_THAT(journal->found().notices[0], AllOf(HasSubstr("damaged"), HasSubstr("entry 2"), HasSubstr(aside)));
  EXPECT_THAT(file_bytes(aside), HasSubstr(lost));
}

TEST(Damage, the_run_of_entries_set_aside_is_not_used_again) {
  const TemporaryFolder folder;
  {
    const auto journal = open(folder.path());
    ASSERT_TRUE(journal->append(start_frame(1, 1) + frames(2, 2) + start_frame(3, 2)));
  }
  overwrite(segment_paths(folder.path()).back(), start_frame(1, 1).size() + frame_header_size, "?");
  const auto journal = open(folder.path());
  EXPECT_EQ(journal->found().entries, 1U);
  EXPECT_EQ(journal->found().last_run, 2U);
}

TEST(Damage, runs_behind_damage_in_an_older_segment_still_count) {
  const TemporaryFolder folder;
  {
    const auto journal = open(folder.path());
    ASSERT_TRUE(journal->append(start_frame(1, 1) + frames(2, 2) + start_frame(3, 2)));
    ASSERT_TRUE(journal->append(frames(4, 4, 3900)));
    ASSERT_TRUE(journal->append(frames(5, 5, 3900)));
  }
  ASSERT_THAT(segment_paths(folder.path()), SizeIs(3));
  overwrite(segment_paths(folder.path()).front(), start_frame(1, 1).size() + frame_header_size, "?");
  EXPECT_EQ(open(folder.path())->found().last_run, 2U);
}

TEST(Damage, in_an_older_segment_is_reported_by_reading) {
  const TemporaryFolder folder;
  write(folder.path(), 1, 9, 1200);
  const auto segments = segment_paths(folder.path());
  ASSERT_THAT(segments, SizeIs(3));
  overwrite(segments[1], frame_header_size + 100, "?");
  const auto journal = open(folder.path());
  EXPECT_EQ(journal->found().entries, 9U);
  std::vector<std::uint64_t> seen;
  const auto read = journal->read([&](std::string_view payload) {
    seen.push_back(parse_entry(payload)->sequence);
    return true;
  });
  EXPECT_EQ(seen, numbers(1, 3));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "journal-damaged");
  EXPECT_THAT(read.error().text, AllOf(HasSubstr(segments[1].string()), HasSubstr("entries 4 to 4 ")));
}

TEST(Damage, reading_goes_on_at_the_next_whole_entry) {
  const TemporaryFolder folder;
  write(folder.path(), 1, 9, 1200);
  overwrite(segment_paths(folder.path())[1], frame_header_size + 100, "?");
  FileJournalReader reader(folder.path());
  std::vector<std::uint64_t> seen;
  const auto visit = [&](std::uint64_t number, std::string_view payload) {
    EXPECT_EQ(parse_entry(payload)->sequence, number);
    seen.push_back(number);
    return true;
  };
  ASSERT_FALSE(reader.read(1, visit));
  ASSERT_EQ(reader.after_damage(), 5U);
  ASSERT_TRUE(reader.read(5, visit));
  EXPECT_EQ(reader.after_damage(), std::nullopt);
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{1, 2, 3, 5, 6, 7, 8, 9}));
}

TEST(Damage, before_what_is_asked_for_does_not_matter) {
  const TemporaryFolder folder;
  write(folder.path(), 1, 9, 1200);
  overwrite(segment_paths(folder.path())[1], frame_header_size + 100, "?");
  FileJournalReader reader(folder.path());
  std::vector<std::uint64_t> seen;
  ASSERT_TRUE(reader.read(6, [&](std::uint64_t number, std::string_view) {
    seen.push_back(number);
    return true;
  }));
  EXPECT_EQ(seen, numbers(6, 9));
}

TEST(Damage, a_segment_that_is_gone_is_reported) {
  const TemporaryFolder folder;
  write(folder.path(), 1, 9, 1200);
  const auto segments = segment_paths(folder.path());
  std::filesystem::remove(segments[1]);
  FileJournalReader reader(folder.path());
  std::vector<std::uint64_t> seen;
  const auto visit = [&](std::uint64_t number, std::string_view) {
    seen.push_back(number);
    return true;
  };
  const auto read = reader.read(1, visit);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().text, HasSubstr("entries 4 to 6 "));
  ASSERT_EQ(reader.after_damage(), 7U);
  ASSERT_TRUE(reader.read(7, visit));
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{1, 2, 3, 7, 8, 9}));
  std::filesystem::remove(segments[0]);
  const auto from_start = FileJournalReader(folder.path()).read(1, visit);
  ASSERT_FALSE(from_start);
  EXPECT_THAT(from_start.error().text, HasSubstr("entries 1 to 6 "));
}

TEST(Damage, a_segment_of_another_ledger_is_refused) {
  const TemporaryFolder folder;
  write(folder.path(), 1, 3);
  const auto segment = segment_paths(folder.path()).back();
  std::filesystem::rename(segment, folder.file("00000000000000000007.journal"));
  const auto journal = FileJournal::open(folder.path(), small_segments);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, "journal-damaged");
  EXPECT_THAT(journal.error().text, AllOf(HasSubstr("entry 9"), HasSubstr("entry 3")));
}

TEST(Damage, files_that_are_no_segments_do_not_matter) {
  const TemporaryFolder folder;
  write(folder.path(), 1, 3);
  for (const char* name :
       {"1.journal", "0000000000000000000x.journal", "00000000000000000000.journal", "notes.txt"}) {
    std::filesystem::copy_file(segment_paths(folder.path()).back(), folder.file(name));
  }
  EXPECT_EQ(sequences(*open(folder.path())), numbers(1, 3));
}

}  // namespace
}  // namespace tipring::journal
