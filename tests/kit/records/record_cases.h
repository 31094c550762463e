#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/journal/memory_journal.h"
#include "adapters/records/call_record_reader.h"
#include "adapters/records/migrations.h"
#include "adapters/records/projection_store.h"
#include "adapters/records/projections.h"
#include "adapters/records/record_check.h"
#include "tests/kit/records/ledger_day.h"

namespace tipring::testing {

/// A database for records.
class RecordWorld {
 public:
  virtual ~RecordWorld() = default;
  /// Of the same database each time.
  virtual std::unique_ptr<DatabasePlace> place() = 0;
  /// Leaves nothing of it. No connection may be open.
  virtual void clear() = 0;
};

/// An implementation.
struct RecordKind {
  const char* name = "";  ///< As tests are called by it.
  std::function<std::unique_ptr<RecordWorld>()> world{};
  friend std::ostream& operator<<(std::ostream& out, const RecordKind& kind) { return out << kind.name; }
};

/// What holds for the records of a ledger in any database: instantiated by the tests of each. There are few
/// cases, with much in each, for a server is a second's work.
class RecordCases : public ::testing::TestWithParam<RecordKind> {
 protected:
  using Store = records::ProjectionStore;

  void SetUp() override {
    world_ = GetParam().world();
    place_ = world_->place();
  }
  Store open() {
    auto store = Store::open(*place_);
    EXPECT_TRUE(store) << store.error().text;
    return std::move(store).value();
  }
  std::unique_ptr<DatabaseConnection> connect() { return place_->open(DatabasePlace::Mode::write).value(); }
  std::vector<CallRecord> kept() { return records_in(*place_); }
  std::vector<Entry> part(std::uint64_t first, std::uint64_t last) const {
    return {entries_.begin() + static_cast<std::ptrdiff_t>(first - 1),
            entries_.begin() + static_cast<std::ptrdiff_t>(last)};
  }
  static std::string code_of(const Result<void>& result) {
    return result ? std::string() : result.error().code;
  }
  void change(const std::string& statement) { ASSERT_TRUE(connect()->run({.statements = {{statement}}})); }
  // What a check of the records against a ledger of these entries finds.
  std::vector<std::string> findings(const std::vector<Entry>& entries) {
    journal::MemoryJournal journal;
    EXPECT_TRUE(journal.append(frames_of(entries)));
    const auto database = connect();
    auto check = records::check_records(*database, journal, 1);
    EXPECT_TRUE(check) << check.error().text;
    return check ? std::move(check->findings) : std::vector<std::string>{"it fails"};
  }

  std::unique_ptr<RecordWorld> world_;
  std::unique_ptr<DatabasePlace> place_;
  std::vector<Entry> entries_ = day(200);
};

TEST_P(RecordCases, hold_each_entry_once_however_often_it_comes) {
  auto store = open();
  EXPECT_EQ(store.next(), 1U);
  EXPECT_EQ(store.applied(), 0U);
  EXPECT_TRUE(store.check_end());
  EXPECT_THAT(kept(), ::testing::IsEmpty());
  ASSERT_TRUE(store.apply(part(1, 50)));
  ASSERT_TRUE(store.apply(part(1, 50)));
  ASSERT_TRUE(store.apply(part(40, 80)));
  EXPECT_EQ(store.applied(), 80U);
  EXPECT_EQ(store.next(), 81U);
  EXPECT_EQ(kept(), records_of(part(1, 80)));
}

// However the entries are cut into transactions, and wherever a kill falls between them.
TEST_P(RecordCases, take_up_calls_that_were_going_on) {
  for (std::uint64_t killed = 1; killed < 40; killed += 3) {
    world_->clear();
    ASSERT_TRUE(open().apply(part(1, killed)));
    auto store = open();
    EXPECT_EQ(store.applied(), killed);
    ASSERT_LE(store.next(), killed);
    ASSERT_TRUE(store.apply(part(store.next(), 60)));
    EXPECT_EQ(store.applied(), 60U);
    ASSERT_EQ(kept(), records_of(part(1, 60))) << killed;
  }
  std::vector<Entry> history = part(1, 60);
  history.push_back({.sequence = 61, .at = UtcTime(std::chrono::hours(1)), .kind = EntryKind::runtime_started});
  auto store = open();
  ASSERT_TRUE(store.apply({history.begin() + static_cast<std::ptrdiff_t>(store.next() - 1), history.end()}));
  EXPECT_EQ(kept(), records_of(history));
  EXPECT_EQ(kept().back().cause, "lost");
}

TEST_P(RecordCases, notice_another_ledger_and_another_writer) {
  ASSERT_TRUE(open().apply(part(1, 50)));
  const auto other = day(200, 1);
  auto store = open();
  const auto applied =
      store.apply({other.begin() + static_cast<std::ptrdiff_t>(store.next() - 1), other.end()});
  EXPECT_EQ(code_of(applied), "other-ledger");
  EXPECT_THAT(applied.error().text, ::testing::HasSubstr(place_->name()));
  auto shorter = open();
  ASSERT_TRUE(shorter.apply(part(shorter.next(), 49)));
  EXPECT_EQ(code_of(shorter.check_end()), "other-ledger");
  auto one = open();
  auto two = open();
  ASSERT_TRUE(one.apply(part(one.next(), 60)));
  EXPECT_EQ(code_of(two.apply(part(two.next(), 70))), "other-count");
  EXPECT_EQ(kept(), records_of(part(1, 60)));
}

TEST_P(RecordCases, are_read_as_they_were_written) {
  entries_ = day(400);
  entries_.push_back({.sequence = 401,
                      .at = UtcTime(Duration(1'000'000'000)),
                      .kind = EntryKind::number_barred,
                      .contact = {1, 7},
                      .fields = {{"number", std::string("+1900")},
                                 {"why", std::string("it's dear, Zoë 🙂")},
                                 {"destination", std::string("premium")}}});
  ASSERT_TRUE(open().apply(entries_));
  const auto records = records_of(entries_);
  auto reader = records::CallRecordReader::open(*place_).value();
  EXPECT_EQ(reader.find({1, 6}).value().record, records.at(5));
  EXPECT_EQ(reader.find({2, 1}).value().record, std::nullopt);
  EXPECT_EQ(reader.find({1, 7}).value().barred,
            (std::vector<BarredNumber>{{{1, 7}, 401, "+1900", "premium", "it's dear, Zoë 🙂"}}));
  EXPECT_EQ(reader.newest(3).value(), (std::vector<CallRecord>{records.rbegin(), records.rbegin() + 3}));
  std::vector<CallRecord> over;
  for (const CallRecord& record : records) {
    if (record.ended) over.insert(over.begin(), record);
  }
  EXPECT_EQ(reader.ended({}, 1000).value(), over);
  EXPECT_EQ(reader.ended({}, 2).value(), (std::vector<CallRecord>{over[0], over[1]}));
  EXPECT_EQ(reader.ended({.before = over[1].first_entry}, 1).value(), (std::vector<CallRecord>{over[2]}));
  const auto middle = static_cast<std::ptrdiff_t>(over.size() / 2);
  const UtcTime time = over[static_cast<std::size_t>(middle)].arrived;
  EXPECT_EQ(reader.ended({.since = time}, 1000).value(),
            (std::vector<CallRecord>{over.begin(), over.begin() + middle + 1}));
  EXPECT_EQ(reader.ended({.until = time}, 1000).value(),
            (std::vector<CallRecord>{over.begin() + middle + 1, over.end()}));
  EXPECT_EQ(reader.ended({.caller = "17"}, 1000).value(), (std::vector<CallRecord>{records.at(16)}));
  EXPECT_THAT(reader.ended({.caller = "1' OR '1' = '1"}, 1000).value(), ::testing::IsEmpty());
}

TEST_P(RecordCases, take_each_step_of_the_schema_once) {
  using records::Migration;
  const Migration first{1, "first", "CREATE TABLE one (n BIGINT); INSERT INTO one VALUES (1);"};
  const Migration second{2, "second", "CREATE TABLE two (n BIGINT); INSERT INTO two SELECT n + 1 FROM one;"};
  const Migration broken{3, "broken", "INSERT INTO one VALUES (9); INSERT INTO nowhere VALUES (1);"};
  const auto database = connect();
  const auto taken = [&](const std::vector<Migration>& steps) {
    const auto done = records::migrate(*database, steps);
    EXPECT_TRUE(done) << done.error().text;
    std::vector<int> versions;
    for (const Migration& step : done ? done.value() : std::vector<Migration>{})
      versions.push_back(step.version);
    return versions;
  };
  const auto number = [&](const char* sql) {
    return std::get<std::int64_t>(database->run({.statements = {{sql}}}).value().front().rows.at(0).at(0));
  };
  EXPECT_EQ(records::schema_version(*database).value(), 0);
  EXPECT_EQ(taken({first}), std::vector<int>{1});
  EXPECT_EQ(taken({first, second}), std::vector<int>{2});
  EXPECT_EQ(taken({first, second}), std::vector<int>{});
  EXPECT_EQ(number("SELECT COUNT(*) FROM one"), 1);
  EXPECT_EQ(number("SELECT MAX(n) FROM two"), 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM schema_migrations WHERE version = 2 AND name = 'second'"), 1);
  const auto failed = records::migrate(*database, {first, second, broken});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().text, ::testing::HasSubstr("nowhere"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM one"), 1);
  EXPECT_EQ(records::schema_version(*database).value(), 2);
  const auto refused = records::migrate(*database, {first});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "store-newer");
  EXPECT_EQ(database->tables().value(), (std::vector<std::string>{"one", "schema_migrations", "two"}));
}

TEST_P(RecordCases, are_checked_against_the_ledger) {
  using ::testing::ElementsAre;
  using ::testing::HasSubstr;
  using ::testing::IsEmpty;
  EXPECT_THAT(findings(entries_), ElementsAre(HasSubstr("tipring db migrate")));
  ASSERT_TRUE(open().apply(part(1, 100)));
  EXPECT_THAT(findings(entries_), IsEmpty()) << "to be behind is nothing wrong";
  EXPECT_THAT(findings(part(1, 100)), IsEmpty());
  EXPECT_THAT(findings(part(1, 90)), ElementsAre(HasSubstr("ahead of the ledger: they know of entry 100")));
  EXPECT_THAT(findings(day(200, 1)), ElementsAre(HasSubstr("another ledger")));
  change("UPDATE call_records SET caller = 'x' WHERE contact_number = 3");
  EXPECT_THAT(findings(entries_), ElementsAre("1 record is not as the ledger has it: call 1-3"));
  change("DELETE FROM call_records WHERE contact_number < 5");
  EXPECT_THAT(findings(entries_), ElementsAre("4 calls of the ledger have no record: the first is call 1-1"));
  world_->clear();
  ASSERT_TRUE(open().apply(part(1, 100)));
  change("UPDATE call_records SET contact_run = 9 WHERE contact_number = 2");
  EXPECT_THAT(findings(entries_),
              ::testing::UnorderedElementsAre("1 call of the ledger has no record: call 1-2",
                                              "1 record is of a call that the ledger does not know: call 9-2"));
  change("DELETE FROM schema_migrations WHERE version > 1");
  EXPECT_THAT(findings(entries_), ElementsAre(HasSubstr("tipring db migrate")));
}

TEST_P(RecordCases, follow_the_ledger_from_wherever_they_are) {
  using namespace std::chrono_literals;
  class Reader final : public JournalReader {
   public:
    explicit Reader(std::shared_ptr<journal::MemoryJournal> journal) : journal_(std::move(journal)) {}
    Result<void> read(std::uint64_t from, const Visit& visit) override { return journal_->read(from, visit); }
    std::optional<std::uint64_t> after_damage() const override { return journal_->after_damage(); }

   private:
    std::shared_ptr<journal::MemoryJournal> journal_;
  };
  const auto all = day(3000);
  const auto journal = std::make_shared<journal::MemoryJournal>();
  ASSERT_TRUE(journal->append(frames_of({all.begin(), all.begin() + 1000})));
  const auto start = [&] {
    return std::make_unique<records::Projections>(records::ProjectionOptions{.batch = 64, .window = 1ms},
                                                  world_->place(), std::make_unique<Reader>(journal),
                                                  [](std::string_view line) { ADD_FAILURE() << line; });
  };
  auto projections = start();
  ASSERT_TRUE(projections->wait_until_applied(1000, 60s));
  for (std::uint64_t at = 1000; at < 2000; ++at) {
    ASSERT_TRUE(journal->append(frames_of({all[at]})));
    projections->take(all[at]);
  }
  projections.reset();
  ASSERT_TRUE(journal->append(frames_of({all.begin() + 2000, all.end()})));
  projections = start();
  ASSERT_TRUE(projections->wait_until_applied(3000, 60s));
  EXPECT_EQ(kept(), records_of(all));
  projections.reset();
  EXPECT_THAT(findings(all), ::testing::IsEmpty());
}

}  // namespace tipring::testing
