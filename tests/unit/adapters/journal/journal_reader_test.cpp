#include "adapters/journal/journal_reader.h"

#include <thread>

#include "kit.h"
#include <gmock/gmock.h>

#include "adapters/journal/file_journal.h"

namespace tipring::journal {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Reading : ::testing::Test {
  Reading() {
    auto opened = FileJournal::open(folder.path(), small_segments);
    EXPECT_TRUE(opened);
    journal = std::move(opened).value();
  }
  std::vector<std::uint64_t> read(FileJournalReader& reader, std::uint64_t from) {
    std::vector<std::uint64_t> seen;
    const auto done = reader.read(from, [&](std::uint64_t number, std::string_view payload) {
      const auto entry = parse_entry(payload);
      EXPECT_TRUE(entry && entry->sequence == number) << payload;
      seen.push_back(number);
      return true;
    });
    EXPECT_TRUE(done) << done.error().text;
    return seen;
  }

  TemporaryFolder folder;
  std::unique_ptr<FileJournal> journal;
};

TEST_F(Reading, begins_at_any_entry) {
  for (std::uint64_t sequence = 1; sequence <= 20; ++sequence) {
    ASSERT_TRUE(journal->append(frames(sequence, sequence, 800)));
  }
  for (std::uint64_t from = 1; from <= 20; ++from) {
    FileJournalReader reader(folder.path());
    EXPECT_EQ(read(reader, from), numbers(from, 20));
  }
  FileJournalReader reader(folder.path());
  EXPECT_THAT(read(reader, 21), IsEmpty());
  EXPECT_THAT(read(reader, 1000), IsEmpty());
}

TEST_F(Reading, goes_on_where_it_ended_across_segments) {
  FileJournalReader reader(folder.path());
  EXPECT_THAT(read(reader, 1), IsEmpty());
  for (std::uint64_t sequence = 1; sequence <= 30; ++sequence) {
    ASSERT_TRUE(journal->append(frames(sequence, sequence, 700)));
    EXPECT_EQ(read(reader, sequence), numbers(sequence, sequence));
  }
}

TEST_F(Reading, may_go_back) {
  ASSERT_TRUE(journal->append(frames(1, 5)));
  FileJournalReader reader(folder.path());
  EXPECT_EQ(read(reader, 4), numbers(4, 5));
  EXPECT_EQ(read(reader, 2), numbers(2, 5));
}

TEST_F(Reading, stops_when_the_visitor_has_seen_enough) {
  ASSERT_TRUE(journal->append(frames(1, 5)));
  FileJournalReader reader(folder.path());
  int seen = 0;
  ASSERT_TRUE(reader.read(1, [&](std::uint64_t, std::string_view) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3);
  EXPECT_EQ(read(reader, 4), numbers(4, 5));
}

TEST_F(Reading, takes_the_longest_entries) {
  ASSERT_TRUE(journal->append(frames(1, 1, 600'000) + frames(2, 2) + frames(3, 3, 1'000'000)));
  FileJournalReader reader(folder.path());
  EXPECT_EQ(read(reader, 1), numbers(1, 3));
}

TEST_F(Reading, sees_a_turn_longer_than_a_segment_that_came_into_an_empty_one) {
  FileJournalReader reader(folder.path());
  EXPECT_THAT(read(reader, 1), IsEmpty());
  ASSERT_TRUE(journal->append(frames(1, 10, 2000)));
  EXPECT_EQ(read(reader, 1), numbers(1, 10));
}

TEST_F(Reading, says_which_folder_is_missing) {
  const auto done =
      FileJournalReader(folder.file("nowhere")).read(1, [](std::uint64_t, std::string_view) { return true; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "io-error");
  EXPECT_THAT(done.error().text, HasSubstr("nowhere"));
}

TEST_F(Reading, keeps_up_with_a_writer_on_another_thread) {
  constexpr std::uint64_t last = 3000;
  std::thread writer([&] {
    for (std::uint64_t sequence = 1; sequence <= last; sequence += 3) {
      EXPECT_TRUE(journal->append(frames(sequence, sequence + 2, sequence % 300)));
    }
  });
  FileJournalReader reader(folder.path());
  std::vector<std::uint64_t> seen;
  while (seen.size() < last) {
    const auto more = read(reader, seen.size() + 1);
    seen.insert(seen.end(), more.begin(), more.end());
    if (HasFailure()) break;
    std::this_thread::yield();
  }
  writer.join();
  EXPECT_EQ(seen, numbers(1, last));
}

}  // namespace
}  // namespace tipring::journal
