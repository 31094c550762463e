#include "adapters/records/record_check.h"

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "adapters/records/call_record_table.h"
#include "adapters/records/migrations.h"
#include "runtime/ledger/barred_number.h"
#include "runtime/ledger/call_records.h"

namespace tipring::records {
namespace {

constexpr std::size_t page = 5'000;
constexpr Duration time_for_a_page = std::chrono::minutes(5);

// A record in eight bytes: a ledger may hold millions of calls.
std::size_t digest_of(const CallRecord& record) {
  std::string text;
  const auto add = [&](const std::string& part) { text.append(part).append(1, '\0'); };
  const auto add_time = [&](const std::optional<UtcTime>& time) {
    add(time ? std::to_string(time->time_since_epoch().count()) : "");
  };
  add(to_string(record.contact));
  for (const std::string& part :
       {record.channel, record.caller, record.caller_name, record.dialled, record.cause, record.enterprise})
    add(part);
  add_time(record.arrived);
  add_time(record.answered);
  add_time(record.ended);
  add(std::to_string(record.talk_time.count()));
  for (const int number : {record.status, record.release_cause, record.legs})
    add(std::to_string(number));
  return std::hash<std::string>()(text);
}

// A count of calls, and the first of them, for a finding.
struct Calls {
  std::uint64_t count = 0;
  ContactId first{};

  void add(ContactId contact) {
    if (count++ == 0) first = contact;
  }
  void tell(std::string_view what, std::vector<std::string>& findings) const {
    if (count == 0) return;
    findings.push_back(std::to_string(count) + std::string(what) +
                       (count == 1 ? ": call " : ": the first is call ") + to_string(first));
  }
};

class Comparison {
 public:
  Comparison(DatabaseConnection& database, JournalReader& journal, std::uint64_t oldest)
      : database_(database), journal_(journal), oldest_(oldest) {}

  Result<RecordCheck> compare() {
    if (auto looked = look_at_database(); !looked) return looked.error();
    // The ledger is read after the watermark: it has all that the database had then.
    if (auto read = read_ledger(); !read) return read.error();
    if (comparable_) {
      if (auto compared = compare_records(); !compared) return compared.error();
    }
    return std::move(check_);
  }

 private:
  // Of the database as the ledger has it.
  struct Known {
    ContactId contact;
    std::size_t digest = 0;
    bool ended = false;
  };

  void find(std::string text) { check_.findings.push_back(std::move(text)); }

  Result<void> look_at_database() {
    const auto damage = database_.damage();
    if (!damage) return damage.error();
    for (const std::string& line : damage.value())
      find("the database is damaged: " + line);
    // What else it says is worth nothing.
    if (!damage->empty()) return {};
    const auto version = schema_version(database_);
    if (!version) return version.error();
    check_.schema_version = version.value();
    check_.known_version = all_migrations().back().version;
    if (check_.schema_version == check_.known_version) {
      const auto watermark = read_watermark(database_);
      if (!watermark) return watermark.error();
      check_.watermark = watermark.value();
      comparable_ = true;
      return {};
    }
    const bool newer = check_.schema_version > check_.known_version;
    find("the schema is of version " + std::to_string(check_.schema_version) + ", and this program knows " +
         std::to_string(check_.known_version) +
         (newer ? ": it was written by a newer Tipring" : ": tipring db migrate brings it up to date"));
    return {};
  }

  Result<void> read_ledger() {
    for (std::optional<std::uint64_t> from = oldest_; from; from = journal_.after_damage()) {
      auto read = journal_.read(*from, [this](std::uint64_t number, std::string_view payload) {
        take(number, payload);
        return true;
      });
      if (read) continue;
      if (read.error().code != "journal-damaged") return read;
      find(read.error().text);
      comparable_ = false;  // The database may know of what is missing.
    }
    if (check_.watermark.applied > check_.ledger_end) {
      find("the records are ahead of the ledger: they know of entry " +
           std::to_string(check_.watermark.applied) + ", and the ledger ends with " +
           std::to_string(check_.ledger_end));
      comparable_ = false;
    }
    return {};
  }

  void take(std::uint64_t number, std::string_view payload) {
    check_.ledger_end = number;
    const auto entry = parse_entry(payload);
    if (!entry)
      return find("entry " + std::to_string(number) + " of the ledger cannot be read: " + entry.error().text);
    if (!comparable_ || number > check_.watermark.applied) return;
    if (number == check_.watermark.applied && entry->at != check_.watermark.applied_at) {
      find("the records were made from another ledger: entry " + std::to_string(number) +
           " has another time here");
      comparable_ = false;
      return;
    }
    for (const CallRecord& record : folding_.fold(entry.value()))
      known_.insert_or_assign(record.first_entry,
                              Known{record.contact, digest_of(record), record.ended.has_value()});
    if (barred_number_of(entry.value())) ++barred_in_ledger_;
  }

  Result<void> compare_records() {
    const auto applied = static_cast<std::int64_t>(check_.watermark.applied);
    std::int64_t last = static_cast<std::int64_t>(oldest_) - 1;
    for (;;) {
      const auto answer = database_.run(
          {.statements = {{select_records(
                               "WHERE first_entry > ? AND first_entry <= ? ORDER BY first_entry LIMIT ?"),
                           {last, applied, static_cast<std::int64_t>(page)}}},
           .most_rows = page,
           .reads_only = true,
           .timeout = time_for_a_page});
      if (!answer) return answer.error();
      const auto records = records_of(answer->front());
      for (const CallRecord& record : records)
        compare_record(record);
      if (records.size() < page) break;
      last = static_cast<std::int64_t>(records.back().first_entry);
    }
    Calls missing;
    for (const auto& [first, known] : known_)
      missing.add(known.contact);
    missing.tell(
        missing.count == 1 ? " call of the ledger has no record" : " calls of the ledger have no record",
        check_.findings);
    other_.tell(
        other_.count == 1 ? " record is not as the ledger has it" : " records are not as the ledger has them",
        check_.findings);
    strange_.tell(strange_.count == 1 ? " record is of a call that the ledger does not know"
                                      : " records are of calls that the ledger does not know",
                  check_.findings);
    return compare_barred(applied);
  }

  // What goes on, or went on at the watermark, may have changed since.
  void compare_record(const CallRecord& record) {
    ++check_.records;
    const auto found = known_.find(record.first_entry);
    if (found == known_.end() || found->second.contact != record.contact) {
      strange_.add(record.contact);
      return;
    }
    if (found->second.ended && found->second.digest != digest_of(record)) other_.add(record.contact);
    known_.erase(found);
  }

  Result<void> compare_barred(std::int64_t applied) {
    const auto answer =
        database_.run({.statements = {{"SELECT COUNT(*) FROM barred_numbers WHERE entry >= ? AND "
                                       "entry <= ?",
                                       {static_cast<std::int64_t>(oldest_), applied}}},
                       .reads_only = true,
                       .timeout = time_for_a_page});
    if (!answer) return answer.error();
    check_.barred = static_cast<std::uint64_t>(std::get<std::int64_t>(answer->front().rows.at(0).at(0)));
    if (check_.barred != barred_in_ledger_)
      find("there are " + std::to_string(check_.barred) + " barred numbers, and the ledger has " +
           std::to_string(barred_in_ledger_));
    return {};
  }

  DatabaseConnection& database_;
  JournalReader& journal_;
  std::uint64_t oldest_;
  RecordCheck check_;
  bool comparable_ = false;
  CallRecords folding_;
  std::map<std::uint64_t, Known> known_;  // By the first entry; at the end what has no record.
  std::uint64_t barred_in_ledger_ = 0;
  Calls other_;
  Calls strange_;
};

}  // namespace

Result<RecordCheck> check_records(DatabaseConnection& database, JournalReader& journal, std::uint64_t oldest) {
  return Comparison(database, journal, oldest).compare();
}

}  // namespace tipring::records
