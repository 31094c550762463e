#include "tests/wire/kit/ledger.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

#include "adapters/journal/journal_reader.h"
#include "adapters/records/call_record_reader.h"
#include "adapters/sqlite/record_file.h"
#include "runtime/ledger/call_records.h"

namespace tipring::wire {
namespace {

constexpr std::size_t more_records_than_a_test_makes = 10'000;

}  // namespace

std::vector<Entry> read_ledger(const std::string& folder) {
  std::vector<Entry> entries;
  journal::FileJournalReader reader(folder);
  const auto read = reader.read(1, [&](std::uint64_t number, std::string_view payload) {
    auto entry = parse_entry(payload);
    if (!entry || entry->sequence != number || number != entries.size() + 1)
      throw std::runtime_error("not entry " + std::to_string(entries.size() + 1) + ": " + std::string(payload));
    entries.push_back(std::move(entry).value());
    return true;
  });
  if (!read) throw std::runtime_error(read.error().text);
  return entries;
}

::testing::AssertionResult all_is_over(const std::vector<Entry>& entries) {
  // What there is one of at a time, by who has it.
  std::map<std::tuple<EntryKind, ContactId, LegId>, int> open;
  const std::map<EntryKind, EntryKind> beginning_of{{EntryKind::contact_ended, EntryKind::contact_arrived},
                                                    {EntryKind::leg_released, EntryKind::leg_invited},
                                                    {EntryKind::play_finished, EntryKind::play_started},
                                                    {EntryKind::record_finished, EntryKind::record_started},
                                                    {EntryKind::bridge_ended, EntryKind::bridge_made}};
  // A bridge begins and ends from the side of either leg.
  const auto owner = [](const Entry& entry, EntryKind kind) {
    const bool of_leg = kind != EntryKind::contact_arrived && kind != EntryKind::bridge_made;
    return std::tuple(kind, entry.contact, of_leg ? entry.leg : LegId{});
  };
  for (const Entry& entry : entries) {
    for (const auto& [ending, beginning] : beginning_of) {
      if (entry.kind == beginning) ++open[owner(entry, beginning)];
      if (entry.kind == ending) --open[owner(entry, beginning)];
    }
  }
  for (const auto& [what, count] : open) {
    const auto& [kind, contact, leg] = what;
    if (count != 0) {
      return ::testing::AssertionFailure()
             << to_string(contact) << ' ' << to_string(leg) << " has " << std::string(to_string(kind)) << ' '
             << count << " times too often";
    }
  }
  return ::testing::AssertionSuccess();
}

std::map<ContactId, CallRecord> records_of(const std::vector<Entry>& entries) {
  std::map<ContactId, CallRecord> records;
  CallRecords projection;
  for (const Entry& entry : entries) {
    for (CallRecord& record : projection.fold(entry))
      records.insert_or_assign(record.contact, std::move(record));
  }
  return records;
}

::testing::AssertionResult records_agree(const std::vector<Entry>& entries, const std::string& database) {
  sqlite::RecordFile place(database);
  auto reader = records::CallRecordReader::open(place);
  if (!reader) return ::testing::AssertionFailure() << reader.error().text;
  const auto stored = reader->newest(more_records_than_a_test_makes);
  if (!stored) return ::testing::AssertionFailure() << stored.error().text;
  const auto expected = records_of(entries);
  if (stored->size() != expected.size()) {
    return ::testing::AssertionFailure()
           << stored->size() << " records, where the ledger has " << expected.size();
  }
  for (const CallRecord& record : stored.value()) {
    const auto found = expected.find(record.contact);
    if (found == expected.end() || !(found->second == record))
      return ::testing::AssertionFailure() << "the record of " << to_string(record.contact) << " is another";
  }
  return ::testing::AssertionSuccess();
}

}  // namespace tipring::wire
