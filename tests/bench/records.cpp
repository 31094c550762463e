// What it costs to keep records of calls that rules decide about: calls are written into a ledger, each with
// the why-record of its decision, and from there into a database. A line of JSON for each database.
//
//   records_bench [CONNECTION]     SQLite, and PostgreSQL where a connection is given

#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "adapters/journal/file_journal.h"
#include "adapters/journal/journal_reader.h"
#include "adapters/postgres/record_schema.h"
#include "adapters/records/projections.h"
#include "adapters/sqlite/record_file.h"
#include "runtime/ledger/ledger.h"
#include "tests/kit/temporary_folder.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t calls_at_once = 50'000;  // Caught up with as fast as can be.
constexpr std::uint32_t rate = 1'000;            // Calls a second, each with a decision.
constexpr std::uint32_t seconds = 5;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// As runtime/rules/why_record.h has it, of a decision that saw a dozen facts.
std::vector<std::pair<std::string, FieldValue>> why_record(std::uint32_t number) {
  std::vector<std::pair<std::string, FieldValue>> fields{{"version", std::string("00112233aabbccdd")},
                                                         {"rules", std::string("inbound")},
                                                         {"by", std::string("rule")},
                                                         {"rule", "rule " + std::to_string(number % 500)},
                                                         {"go", std::string("dialog \"main_menu\"")}};
  for (const char* name : {"caller", "dialled", "tier", "reason", "size", "language", "balance", "region",
                           "open", "number.purpose", "number.enterprise", "customer.due"})
    fields.emplace_back(std::string("saw.") + name, std::to_string(number % 977));
  return fields;
}

// The centre as its ledger sees it.
class Floor {
 public:
  explicit Floor(const std::string& folder)
      : journal_(journal::FileJournal::open(folder).value()), ledger_(clock_, *journal_, 1) {}

  void follow(records::Projections& projections) {
    ledger_.follow([&projections](const Entry& entry) { projections.take(entry); });
  }
  std::uint64_t entries() const { return ledger_.next_sequence() - 1; }

  // Calls that arrive together, each decided about, answered and over, written in one turn.
  void take(std::uint32_t calls) {
    for (const std::uint32_t until = number_ + calls; number_ < until;) {
      const ContactId contact{1, ++number_};
      const LegId leg{1, number_};
      write(EntryKind::contact_arrived, contact, leg,
            {{"channel", std::string("call")},
             {"caller", "+1202555" + std::to_string(number_)},
             {"dialled", std::string("100")}});
      write(EntryKind::leg_invited, contact, leg, {});
      write(EntryKind::contact_decided, contact, {}, why_record(number_));
      write(EntryKind::leg_answered, contact, leg, {});
      write(EntryKind::leg_released, contact, leg, {{"status", std::int64_t{0}}, {"cause", std::int64_t{16}}});
      write(EntryKind::contact_ended, contact, {}, {});
    }
    if (!ledger_.commit()) std::abort();
  }

 private:
  void write(EntryKind kind, ContactId contact, LegId leg,
             std::vector<std::pair<std::string, FieldValue>> fields) {
    clock_.advance_to(clock_.now() + 1us);
    ledger_.write({.kind = kind, .contact = contact, .leg = leg, .fields = std::move(fields)});
  }

  VirtualClock clock_{UtcTime{}};
  std::unique_ptr<journal::FileJournal> journal_;
  Ledger ledger_;
  std::uint32_t number_ = 0;
};

std::unique_ptr<DatabasePlace> place_of(const std::string& connection, const std::string& file) {
  if (connection.empty()) return std::make_unique<sqlite::RecordFile>(file);
  auto schema = postgres::RecordSchema::create(connection);
  if (!schema) return nullptr;
  return std::move(schema).value();
}

bool measure(const char* name, const std::string& connection) {
  const testing::TemporaryFolder folder;
  auto place = place_of(connection, folder.file("calls.db"));
  if (place == nullptr) return false;
  Floor floor(folder.file("ledger"));
  const double writing = thread_seconds();
  for (std::uint32_t calls = 0; calls < calls_at_once; calls += 100)
    floor.take(100);
  const double written = thread_seconds() - writing;
  const auto catching_up = Clock::now();
  records::Projections projections({}, std::move(place),
                                   std::make_unique<journal::FileJournalReader>(folder.file("ledger")),
                                   [](std::string_view line) {
                                     std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
                                   });
  if (!projections.wait_until_applied(floor.entries(), 120s)) return false;
  const double caught_up = seconds_since(catching_up);
  floor.follow(projections);
  const auto steady = Clock::now();
  for (std::uint32_t turn = 0; turn < seconds * 100; ++turn) {
    std::this_thread::sleep_until(steady + turn * 10ms);
    floor.take(rate / 100);
  }
  const auto end = Clock::now();
  if (!projections.wait_until_applied(floor.entries(), 120s)) return false;
  std::printf(
      "{\"database\": \"%s\", \"us_a_call_in_the_ledger\": %.2f, \"records_a_second\": %.0f, "
      "\"entries_a_second\": %.0f, \"times_the_rate\": %.1f, \"ms_behind_at_the_rate\": %.0f}\n",
      name, written / calls_at_once * 1e6, calls_at_once / caught_up, 6 * calls_at_once / caught_up,
      calls_at_once / caught_up / rate, seconds_since(end) * 1000);
  return true;
}

}  // namespace
}  // namespace tipring

int main(int count, char** words) {
  const bool done = tipring::measure("sqlite", "") && (count < 2 || tipring::measure("postgresql", words[1]));
  return done ? 0 : 1;
}
