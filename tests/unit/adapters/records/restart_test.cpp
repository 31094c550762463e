#include <array>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/journal/file_journal.h"
#include "adapters/journal/journal_reader.h"
#include "adapters/records/projections.h"
#include "adapters/sqlite/record_file.h"
#include "runtime/base/chance.h"
#include "runtime/ledger/ledger.h"
#include "tests/kit/records/ledger_day.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::records {
namespace {

using namespace std::chrono_literals;
using ::tipring::testing::records_in;
using ::tipring::testing::records_of;
using ::tipring::testing::TemporaryFolder;

constexpr journal::JournalOptions small_segments{.segment_size = 65536};

std::unique_ptr<Projections> start(const TemporaryFolder& folder) {
  return std::make_unique<Projections>(ProjectionOptions{.batch = 64, .window = 1ms},
                                       std::make_unique<sqlite::RecordFile>(folder.file("calls.db")),
                                       std::make_unique<journal::FileJournalReader>(folder.file("ledger")),
                                       [](std::string_view) {});
}

// A runtime that takes calls as fast as it can. Tells through `pipe` when a call has ended.
[[noreturn]] void take_calls(const TemporaryFolder& folder, int pipe) {
  auto opened = journal::FileJournal::open(folder.file("ledger"), small_segments);
  if (!opened) ::_exit(1);
  auto& journal = *opened.value();
  VirtualClock clock{UtcTime(std::chrono::seconds(journal.found().entries))};
  Ledger ledger(clock, journal, journal.found().entries + 1);
  const auto projections = start(folder);
  ledger.follow([&](const Entry& entry) { projections->take(entry); });
  const std::uint32_t run = journal.found().last_run + 1;
  ledger.write({.kind = EntryKind::runtime_started, .fields = {{"run", std::int64_t{run}}}});
  for (std::uint32_t number = 1;; ++number) {
    const ContactId contact{run, number};
    const LegId leg{run, number};
    for (const EntryKind kind : {EntryKind::contact_arrived, EntryKind::leg_invited, EntryKind::leg_answered,
                                 EntryKind::leg_released, EntryKind::contact_ended}) {
      clock.advance_to(clock.now() + 1ms);
      ledger.write({.kind = kind, .contact = contact, .leg = leg, .fields = {{"caller", to_string(contact)}}});
      if (!ledger.commit()) ::_exit(2);
    }
    const char ended = 1;
    if (::write(pipe, &ended, 1) != 1) ::_exit(3);
  }
}

void kill_after(const TemporaryFolder& folder, std::int64_t calls) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t runtime = ::fork();
  ASSERT_GE(runtime, 0);
  if (runtime == 0) take_calls(folder, pipe[1]);
  ::close(pipe[1]);
  char ended = 0;
  while (calls-- > 0)
    ASSERT_EQ(::read(pipe[0], &ended, 1), 1);
  ASSERT_EQ(::kill(runtime, SIGKILL), 0);
  ASSERT_EQ(::waitpid(runtime, nullptr, 0), runtime);
  ::close(pipe[0]);
}

TEST(Restart, after_a_kill_the_records_are_those_of_the_ledger) {
  Chance chance(5);
  const TemporaryFolder folder;
  for (int round = 0; round < 12; ++round) {
    kill_after(folder, chance.between(1, 300));
    if (HasFatalFailure()) return;
  }
  auto journal = journal::FileJournal::open(folder.file("ledger"), small_segments);
  ASSERT_TRUE(journal);
  std::vector<Entry> entries;
  ASSERT_TRUE(journal.value()->read([&](std::string_view payload) {
    entries.push_back(parse_entry(payload).value());
    return true;
  }));
  const auto projections = start(folder);
  ASSERT_TRUE(projections->wait_until_applied(entries.size(), 60s));
  sqlite::RecordFile place(folder.file("calls.db"));
  EXPECT_EQ(records_in(place), records_of(entries));
}

}  // namespace
}  // namespace tipring::records
