#include <array>

#include "kit.h"
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/journal/file_journal.h"
#include "runtime/base/chance.h"
#include "runtime/ledger/ledger.h"

namespace tipring::journal {
namespace {

// A runtime that only writes its ledger: turns of a few entries, each turn's last sequence told through `pipe`
// once it is committed. Ends when killed.
[[noreturn]] void write_turns(const std::filesystem::path& folder, int pipe, std::uint64_t seed) {
  auto journal = FileJournal::open(folder, {.segment_size = 16384});
  if (!journal) ::_exit(1);
  const VirtualClock clock(UtcTime{});
  Ledger ledger(clock, *journal.value(), journal.value()->found().entries + 1);
  Chance chance(seed);
  ledger.write({.kind = EntryKind::runtime_started,
                .fields = {{"run", std::int64_t{journal.value()->found().last_run} + 1}}});
  for (;;) {
    for (std::int64_t left = chance.between(1, 8); left > 0; --left) {
      const auto sequence = static_cast<std::int64_t>(ledger.next_sequence());
      ledger.write(
          {.kind = EntryKind::digits_gathered,
           .fields = {{"check", sequence * 7},
                      {"digits", std::string(static_cast<std::size_t>(chance.between(0, 300)), '5')}}});
    }
    if (!ledger.commit()) ::_exit(2);
    const std::uint64_t committed = ledger.next_sequence() - 1;
    if (::write(pipe, &committed, sizeof committed) != sizeof committed) ::_exit(3);
  }
}

// Reads what the writer told until it has told `turns` times, kills it, and returns the last it told.
std::uint64_t kill_after(pid_t writer, int pipe, std::int64_t turns) {
  std::uint64_t told = 0;
  std::uint64_t committed = 0;
  while (turns-- > 0 && ::read(pipe, &committed, sizeof committed) == sizeof committed)
    told = committed;
  EXPECT_EQ(::kill(writer, SIGKILL), 0);
  int status = 0;
  EXPECT_EQ(::waitpid(writer, &status, 0), writer);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself, status " << WEXITSTATUS(status);
  while (::read(pipe, &committed, sizeof committed) == sizeof committed)
    told = committed;
  return told;
}

void expect_clean(const FileJournal& journal, std::uint64_t told) {
  std::uint64_t expected = 0;
  const auto read = journal.read([&](std::string_view payload) {
    const auto entry = parse_entry(payload);
    EXPECT_TRUE(entry) << payload;
    if (!entry) return false;
    EXPECT_EQ(entry->sequence, ++expected);
    if (const auto* check = entry->field<std::int64_t>("check")) {
      EXPECT_EQ(*check, static_cast<std::int64_t>(expected) * 7);
    }
    return !::testing::Test::HasFailure();
  });
  EXPECT_TRUE(read) << read.error().text;
  EXPECT_GE(expected, told) << "entries that had been committed are gone";
  EXPECT_EQ(journal.found().entries, expected);
}

TEST(Kill, leaves_a_clean_prefix_with_everything_that_was_committed) {
  constexpr std::int64_t rounds_each = 10;
  constexpr std::uint64_t folders = 6;
  Chance chance(20260307);
  for (std::uint64_t each = 0; each < folders; ++each) {
    const TemporaryFolder folder;
    for (std::uint32_t round = 1; round <= rounds_each; ++round) {
      std::array<int, 2> pipe{};
      ASSERT_EQ(::pipe(pipe.data()), 0);
      const std::uint64_t seed = chance.next();
      const pid_t writer = ::fork();
      ASSERT_GE(writer, 0);
      if (writer == 0) {
        ::close(pipe[0]);
        write_turns(folder.path(), pipe[1], seed);
      }
      ::close(pipe[1]);
      const std::uint64_t told = kill_after(writer, pipe[0], chance.between(1, 25));
      ::close(pipe[0]);
      ASSERT_GT(told, 0U);
      auto journal = FileJournal::open(folder.path(), {.segment_size = 16384});
      ASSERT_TRUE(journal) << journal.error().text;
      expect_clean(*journal.value(), told);
      EXPECT_EQ(journal.value()->found().last_run, round);
      if (HasFailure()) return;
    }
  }
}

TEST(Kill, lets_go_of_the_folder) {
  const TemporaryFolder folder;
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t writer = ::fork();
  ASSERT_GE(writer, 0);
  if (writer == 0) write_turns(folder.path(), pipe[1], 1);
  std::uint64_t committed = 0;
  ASSERT_EQ(::read(pipe[0], &committed, sizeof committed), static_cast<ssize_t>(sizeof committed));
  const auto refused = FileJournal::open(folder.path());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find("process " + std::to_string(writer)), std::string::npos)
      << refused.error().text;
  ::close(pipe[1]);
  kill_after(writer, pipe[0], 0);
  ::close(pipe[0]);
  EXPECT_TRUE(FileJournal::open(folder.path()));
}

}  // namespace
}  // namespace tipring::journal
