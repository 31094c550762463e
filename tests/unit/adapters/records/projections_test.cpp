#include "adapters/records/projections.h"

#include <fstream>

#include <gmock/gmock.h>

#include "adapters/journal/memory_journal.h"
#include "adapters/records/call_record_reader.h"
#include "adapters/sqlite/record_file.h"
#include "tests/kit/records/ledger_day.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::records {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::tipring::testing::day;
using ::tipring::testing::frames_of;
using ::tipring::testing::records_of;
using ::tipring::testing::TemporaryFolder;
using State = ProjectionStatus::State;

// A guard against hanging for ever, not a measure.
constexpr auto forever = std::chrono::milliseconds(60s);

// Hands a journal that others also hold to the projections, and counts the readings.
class SharedReader final : public JournalReader {
 public:
  explicit SharedReader(std::shared_ptr<journal::MemoryJournal> journal) : journal_(std::move(journal)) {}
  Result<void> read(std::uint64_t from, const Visit& visit) override { return journal_->read(from, visit); }
  std::optional<std::uint64_t> after_damage() const override { return journal_->after_damage(); }

 private:
  std::shared_ptr<journal::MemoryJournal> journal_;
};

std::vector<CallRecord> records_in(const std::string& path) {
  sqlite::RecordFile place(path);
  return ::tipring::testing::records_in(place);
}

class Lines {
 public:
  void add(std::string_view line) {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
    changed_.notify_all();
  }
  std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, forever, [&] { return lines_.size() >= count; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

struct Projecting : ::testing::Test {
  std::unique_ptr<Projections> start() {
    return std::make_unique<Projections>(options, std::make_unique<sqlite::RecordFile>(path),
                                         std::make_unique<SharedReader>(journal),
                                         [this](std::string_view line) { lines.add(line); });
  }
  // As the ledger does: into the journal first, then to its followers.
  void commit(Projections* projections, std::uint64_t count) {
    const auto all = day(committed.size() + count);
    const std::vector<Entry> fresh(all.begin() + static_cast<std::ptrdiff_t>(committed.size()), all.end());
    ASSERT_TRUE(journal->append(frames_of(fresh)));
    committed = all;
    for (const Entry& entry : fresh) {
      if (projections != nullptr) projections->take(entry);
    }
  }

  TemporaryFolder folder;
  std::string path = folder.file("calls.db");
  ProjectionOptions options{.window = 1ms, .first_retry = 1ms, .longest_retry = 4ms};
  std::shared_ptr<journal::MemoryJournal> journal = std::make_shared<journal::MemoryJournal>();
  std::vector<Entry> committed;
  Lines lines;
};

TEST_F(Projecting, writes_what_the_ledger_takes) {
  const auto projections = start();
  for (int turn = 0; turn < 50; ++turn)
    commit(projections.get(), 7);
  ASSERT_TRUE(projections->wait_until_applied(350, forever));
  EXPECT_EQ(records_in(path), records_of(committed));
  EXPECT_NE(projections->status().state, State::waiting);
  EXPECT_EQ(projections->status().applied, 350U);
  EXPECT_THAT(lines.all(), IsEmpty());
}

TEST_F(Projecting, catches_up_with_what_happened_before) {
  commit(nullptr, 5000);
  const auto projections = start();
  ASSERT_TRUE(projections->wait_until_applied(5000, forever));
  EXPECT_EQ(records_in(path), records_of(committed));
}

TEST_F(Projecting, writes_what_is_queued_before_it_ends) {
  {
    const auto projections = start();
    ASSERT_TRUE(projections->wait_until_applied(0, forever));
    commit(projections.get(), 500);
  }
  const auto again = start();
  ASSERT_TRUE(again->wait_until_applied(500, forever));
  EXPECT_EQ(records_in(path), records_of(committed));
}

TEST_F(Projecting, goes_back_to_the_journal_when_it_cannot_keep_up) {
  options.queue_limit = 16;
  const auto projections = start();
  for (int turn = 0; turn < 100; ++turn)
    commit(projections.get(), 50);
  ASSERT_TRUE(projections->wait_until_applied(5000, forever));
  EXPECT_EQ(records_in(path), records_of(committed));
}

TEST_F(Projecting, waits_for_a_locked_database_with_one_line) {
  const auto projections = start();
  commit(projections.get(), 20);
  ASSERT_TRUE(projections->wait_until_applied(20, forever));
  {
    auto other = sqlite::Connection::open(path, sqlite::Connection::Mode::write);
    ASSERT_TRUE(other);
    auto held = sqlite::Transaction::begin(other.value());
    ASSERT_TRUE(held);
    commit(projections.get(), 20);
    ASSERT_TRUE(lines.wait_for(1));
    EXPECT_EQ(projections->status().state, State::waiting);
    EXPECT_THAT(projections->status().error, HasSubstr(path));
    EXPECT_EQ(projections->status().applied, 20U);
    EXPECT_EQ(records_in(path), records_of(day(20))) << "readers are not held up";
  }
  ASSERT_TRUE(projections->wait_until_applied(40, forever));
  ASSERT_TRUE(lines.wait_for(2));
  EXPECT_THAT(lines.all(),
              ElementsAre(AllOf(HasSubstr("wait"), HasSubstr("locked")), HasSubstr("written again")));
  EXPECT_EQ(projections->status().state, State::current);
  EXPECT_THAT(projections->status().error, IsEmpty());
  EXPECT_EQ(records_in(path), records_of(committed));
}

TEST_F(Projecting, waits_for_a_folder_that_is_not_there) {
  path = folder.file("later") + "/calls.db";
  const auto projections = start();
  commit(projections.get(), 20);
  ASSERT_TRUE(lines.wait_for(1));
  EXPECT_THAT(lines.all()[0], HasSubstr(path));
  std::filesystem::create_directory(folder.file("later"));
  ASSERT_TRUE(projections->wait_until_applied(20, forever));
  EXPECT_EQ(records_in(path), records_of(committed));
}

TEST_F(Projecting, ends_while_it_waits) {
  path = folder.file("later") + "/calls.db";
  options.first_retry = options.longest_retry = 1h;
  auto projections = start();
  ASSERT_TRUE(lines.wait_for(1));
  projections.reset();
  EXPECT_EQ(lines.all().size(), 1U);
}

TEST_F(Projecting, never_writes_over_a_file_that_is_no_database) {
  std::ofstream(path) << std::string(5000, 'x');
  const auto projections = start();
  commit(projections.get(), 20);
  ASSERT_TRUE(lines.wait_for(1));
  EXPECT_EQ(projections->status().state, State::waiting);
  EXPECT_EQ(std::filesystem::file_size(path), 5000U);
}

TEST_F(Projecting, keeps_the_records_of_another_ledger_and_begins_anew) {
  {
    sqlite::RecordFile place(path);
    auto store = ProjectionStore::open(place);
    ASSERT_TRUE(store && store->apply(day(400, 1)));
  }
  commit(nullptr, 40);
  const auto projections = start();
  ASSERT_TRUE(projections->wait_until_applied(40, forever));
  ASSERT_TRUE(lines.wait_for(2));
  EXPECT_EQ(records_in(path), records_of(committed));
  EXPECT_EQ(records_in(path + ".other-ledger-1"), records_of(day(400, 1)));
  EXPECT_THAT(lines.all(), ElementsAre(HasSubstr("another ledger"), HasSubstr(path + ".other-ledger-1")));
}

}  // namespace
}  // namespace tipring::records
