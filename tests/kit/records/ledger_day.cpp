#include "tests/kit/records/ledger_day.h"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "adapters/records/call_record_reader.h"
#include "runtime/ledger/frame.h"

namespace tipring::testing {

std::vector<Entry> day(std::uint64_t entries, std::int64_t seed) {
  std::vector<Entry> made;
  // Call n arrives with entry 4n and goes on with entries 4n + 5, 4n + 10 and 4n + 15, so that four overlap.
  for (std::uint64_t index = 0; index < entries; ++index) {
    const std::uint64_t step = index % 4;
    const std::uint64_t back = step * 4 + step;
    Entry entry{.sequence = index + 1, .at = UtcTime(Duration(static_cast<std::int64_t>(index) * 1000 + seed))};
    const auto number = index >= back ? static_cast<std::uint32_t>((index - back) / 4 + 1) : 0;
    entry.kind = EntryKind::site_loaded;
    if (number != 0) {
      entry.contact = {1, number};
      entry.leg = {1, number};
      constexpr EntryKind kinds[] = {EntryKind::contact_arrived, EntryKind::leg_invited,
                                     EntryKind::leg_answered, EntryKind::contact_ended};
      entry.kind = kinds[step];
      if (step == 0) {
        entry.fields = {{"channel", std::string("call")},
                        {"caller", std::to_string(number)},
                        {"dialled", std::string("100")},
                        {"enterprise", std::string(number % 2 == 0 ? "north" : "")}};
      }
    }
    made.push_back(std::move(entry));
  }
  return made;
}

std::vector<CallRecord> records_of(const std::vector<Entry>& entries) {
  CallRecords folding;
  std::map<std::uint64_t, CallRecord> records;
  for (const Entry& entry : entries) {
    for (auto& record : folding.fold(entry))
      records.insert_or_assign(record.first_entry, std::move(record));
  }
  std::vector<CallRecord> in_order;
  for (auto& [first, record] : records)
    in_order.push_back(std::move(record));
  return in_order;
}

std::vector<CallRecord> records_in(DatabasePlace& place) {
  auto reader = records::CallRecordReader::open(place);
  EXPECT_TRUE(reader) << reader.error().text;
  if (!reader) return {};
  auto records = reader->newest(1'000'000);
  EXPECT_TRUE(records) << records.error().text;
  if (!records) return {};
  std::reverse(records->begin(), records->end());
  return std::move(records).value();
}

std::string frames_of(const std::vector<Entry>& entries) {
  std::string frames;
  for (const Entry& entry : entries) {
    std::string json;
    append_json(entry, json);
    append_frame(json, frames);
  }
  return frames;
}

}  // namespace tipring::testing
