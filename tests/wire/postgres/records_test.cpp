// What holds for records in any database holds for those on PostgreSQL; and what becomes of them while it is
// away.

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "adapters/postgres/record_schema.h"
#include "tests/kit/records/record_cases.h"
#include "tests/wire/kit/postgres_server.h"

namespace tipring::testing {
namespace {

using namespace std::chrono_literals;

// With a server of its own.
class SchemaWorld final : public RecordWorld {
 public:
  std::unique_ptr<DatabasePlace> place() override {
    return postgres::RecordSchema::create(server_.connection()).value();
  }
  void clear() override { server_.query("drop schema if exists tipring cascade"); }

 private:
  wire::PostgresServer server_;
};

INSTANTIATE_TEST_SUITE_P(Postgres, RecordCases,
                         ::testing::Values(RecordKind{"server",
                                                      [] { return std::make_unique<SchemaWorld>(); }}));

class Lines {
 public:
  void add(std::string_view line) {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
    changed_.notify_all();
  }
  // The line that stands there, once there is one.
  std::string at(std::size_t number) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, wire::patience, [&] { return lines_.size() > number; });
    return lines_.size() > number ? lines_[number] : "no such line";
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return lines_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

class RecordsAwayTest : public ::testing::Test {
 protected:
  // A journal that the test goes on writing.
  class Reader final : public JournalReader {
   public:
    explicit Reader(journal::MemoryJournal& journal) : journal_(journal) {}
    Result<void> read(std::uint64_t from, const Visit& visit) override { return journal_.read(from, visit); }
    std::optional<std::uint64_t> after_damage() const override { return std::nullopt; }

   private:
    journal::MemoryJournal& journal_;
  };
  std::unique_ptr<records::Projections> start(std::chrono::milliseconds patience = 2s) {
    return std::make_unique<records::Projections>(
        records::ProjectionOptions{
            .window = 1ms, .first_retry = 1ms, .longest_retry = 20ms, .patience = patience},
        postgres::RecordSchema::create(server_.connection()).value(), std::make_unique<Reader>(journal_),
        [this](std::string_view line) { lines_.add(line); });
  }
  void commit(records::Projections& projections, std::uint64_t until) {
    for (; committed_ < until; ++committed_) {
      ASSERT_TRUE(journal_.append(frames_of({all_.at(committed_)})));
      projections.take(all_.at(committed_));
    }
  }

  wire::PostgresServer server_;
  journal::MemoryJournal journal_;
  std::vector<Entry> all_ = day(300);
  std::uint64_t committed_ = 0;
  Lines lines_;
};

TEST_F(RecordsAwayTest, NothingIsLostWhileTheServerIsAway) {
  const auto projections = start();
  commit(*projections, 100);
  ASSERT_TRUE(projections->wait_until_applied(100, wire::patience));
  server_.kill();
  commit(*projections, 200);
  EXPECT_THAT(lines_.at(0), ::testing::AllOf(::testing::HasSubstr("call records wait for their database"),
                                             ::testing::HasSubstr("database \"postgres\" at 127.0.0.1"),
                                             ::testing::Not(::testing::HasSubstr(server_.password()))));
  EXPECT_EQ(projections->status().state, records::ProjectionStatus::State::waiting);
  server_.start();
  commit(*projections, 300);
  ASSERT_TRUE(projections->wait_until_applied(300, wire::patience));
  EXPECT_THAT(lines_.at(1), ::testing::HasSubstr("is written again"));
  EXPECT_EQ(lines_.count(), 2U);
  const auto place = postgres::RecordSchema::create(server_.connection()).value();
  EXPECT_EQ(records_in(*place), records_of(all_));
}

TEST_F(RecordsAwayTest, AServerThatHangsIsGivenUpAtTheEnd) {
  auto projections = start(1ms);
  commit(*projections, 100);
  ASSERT_TRUE(projections->wait_until_applied(100, wire::patience));
  server_.freeze();
  commit(*projections, 200);
  projections.reset();
  EXPECT_THAT(lines_.at(0), ::testing::HasSubstr("did not answer before the end"));
  server_.thaw();
  projections = start();
  EXPECT_TRUE(projections->wait_until_applied(200, wire::patience));
}

TEST_F(RecordsAwayTest, RecordsOfAnotherLedgerAreLeftToPeople) {
  auto place = postgres::RecordSchema::create(server_.connection()).value();
  ASSERT_TRUE(records::ProjectionStore::open(*place)->apply(day(100, 1)));
  const auto projections = start();
  commit(*projections, 300);
  EXPECT_THAT(lines_.at(0), ::testing::AllOf(::testing::HasSubstr("another ledger"),
                                             ::testing::HasSubstr("ALTER SCHEMA tipring")));
  EXPECT_EQ(records_in(*place), records_of(day(100, 1)));
  EXPECT_EQ(place->rename_away().value(), "tipring_before_1");
  ASSERT_TRUE(projections->wait_until_applied(300, wire::patience));
  EXPECT_EQ(records_in(*place), records_of(all_));
}

}  // namespace
}  // namespace tipring::testing
