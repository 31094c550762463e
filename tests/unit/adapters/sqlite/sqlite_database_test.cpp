#include "adapters/sqlite/sqlite_database.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <memory>
#include <optional>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/base/clock.h"
#include "tests/kit/temporary_folder.h"
#include "tests/kit/waiting_reactor.h"

namespace tipring::sqlite {
namespace {

using ::tipring::testing::TemporaryFolder;

using std::chrono::seconds;
using Outcome = Result<std::vector<DatabaseRows>>;

DatabaseRequest one(std::string text, std::vector<DatabaseValue> values = {}) {
  DatabaseRequest request;
  request.statements.push_back({std::move(text), std::move(values), {}});
  return request;
}

/// A file, a control thread whose time stands still until it is moved, and the database between them.
class SqliteDatabaseTest : public ::testing::Test {
 protected:
  SqliteDatabaseTest() { options_.path = folder_.path() + "/site.db"; }

  SqliteDatabase& database() {
    if (!database_) database_ = std::make_unique<SqliteDatabase>(options_, loop_, reactor_);
    return *database_;
  }

  std::shared_ptr<std::optional<Outcome>> begin(DatabaseRequest request) {
    auto outcome = std::make_shared<std::optional<Outcome>>();
    last_ = database().run(std::move(request), [outcome](Outcome result) { *outcome = std::move(result); });
    return outcome;
  }

  bool run_until(const std::function<bool()>& condition) {
    return reactor_.run_until([&] {
      while (loop_.turn()) {
      }
      return condition();
    });
  }

  Outcome run(DatabaseRequest request) {
    auto outcome = begin(std::move(request));
    EXPECT_TRUE(run_until([&] { return outcome->has_value(); }));
    return outcome->value_or(Error{"none", "never answered"});
  }

  Outcome run(std::string text, std::vector<DatabaseValue> values = {}) {
    return run(one(std::move(text), std::move(values)));
  }

  std::string code_of(std::string text) {
    const Outcome outcome = run(std::move(text));
    return outcome ? "done" : outcome.error().code;
  }

  void pass(Duration time) {
    clock_.advance_to(clock_.now() + time);
    while (loop_.turn()) {
    }
  }

  // Another program that writes to the file until it is destroyed.
  struct Other {
    explicit Other(const std::string& path)
        : connection(Connection::open(path, Connection::Mode::write).value()),
          transaction(Transaction::begin(connection).value()) {}
    Connection connection;
    Transaction transaction;
  };

  TemporaryFolder folder_;
  SqliteDatabaseOptions options_;
  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  testing::WaitingReactor reactor_;
  std::unique_ptr<SqliteDatabase> database_;
  tipring::Database::Request last_ = 0;
};

// So many rows that nothing on earth counts them.
constexpr const char* endless =
    "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

TEST_F(SqliteDatabaseTest, WhatIsWrittenIsReadByTheNext) {
  ASSERT_TRUE(run("create table t (a integer, b text, c real, d boolean, e blob)"));
  const auto written = run("insert into t values (?, ?, ?, ?, x'00ff')",
                           {std::int64_t{1} << 60U, std::string("Zoë's"), 0.5, true});
  ASSERT_TRUE(written) << written.error().text;
  EXPECT_EQ(written.value().front().changed, 1);
  const auto read = run("select a, b, c, d, e, null as f from t");
  ASSERT_TRUE(read) << read.error().text;
  const DatabaseRows& rows = read.value().front();
  EXPECT_EQ(rows.columns, (std::vector<std::string>{"a", "b", "c", "d", "e", "f"}));
  ASSERT_EQ(rows.rows.size(), 1U);
  EXPECT_EQ(rows.rows.front(), (std::vector<DatabaseValue>{std::int64_t{1} << 60U, std::string("Zoë's"), 0.5,
                                                           true, std::string("\\x00ff"), std::monostate{}}));
}

TEST_F(SqliteDatabaseTest, AStatementThatTakesTooLongIsGivenUpAndHoldsUpNoOther) {
  options_.connections = 1;
  const auto outcome = begin(one(endless));
  const auto behind = begin(one("select 7 as seven"));
  pass(seconds(5));
  ASSERT_TRUE(outcome->has_value());
  EXPECT_EQ((*outcome)->error().code, "timed-out");
  EXPECT_TRUE((*outcome)->error().retryable);
  // Its own time is over as well; but the thread is free for the next.
  EXPECT_EQ((*behind)->error().code, "timed-out");
  EXPECT_EQ(code_of("select 7 as seven"), "done");
}

TEST_F(SqliteDatabaseTest, WhatIsCancelledIsNotToldOf) {
  options_.connections = 1;
  const auto outcome = begin(one(endless));
  database().cancel(last_);
  EXPECT_EQ(code_of("select 1"), "done");
  EXPECT_FALSE(outcome->has_value());
  EXPECT_EQ(database().live(), 0U);
}

TEST_F(SqliteDatabaseTest, OthersThatWriteAreWaitedFor) {
  ASSERT_TRUE(run("create table t (a integer)"));
  std::optional<Other> other(std::in_place, options_.path);
  const auto outcome = begin(one("insert into t values (1)"));
  EXPECT_EQ(code_of("select count(*) from t"), "done");  // Who reads does not wait.
  EXPECT_FALSE(outcome->has_value());
  other.reset();
  EXPECT_TRUE(run_until([&] { return outcome->has_value(); }));
  EXPECT_TRUE(outcome->value());
}

TEST_F(SqliteDatabaseTest, WhoWaitsForOthersIsTimedOut) {
  ASSERT_TRUE(run("create table t (a integer)"));
  const Other other(options_.path);
  const auto outcome = begin(one("insert into t values (1)"));
  pass(seconds(5));
  ASSERT_TRUE(outcome->has_value());
  EXPECT_EQ((*outcome)->error().code, "timed-out");
}

TEST_F(SqliteDatabaseTest, AFullDiskIsToldAndUndoesAll) {
  options_.most_pages = 8;
  ASSERT_TRUE(run("create table t (a blob)"));
  DatabaseRequest request = one("insert into t values ('small')");
  request.statements.push_back({"insert into t values (zeroblob(100000))", {}, {}});
  const Outcome outcome = run(request);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "database-full");
  EXPECT_TRUE(outcome.error().retryable);
  EXPECT_EQ(std::get<std::int64_t>(run("select count(*) from t").value().front().rows.front().front()), 0);
}

TEST_F(SqliteDatabaseTest, AFileThatIsNoDatabaseIsAwayUntilItIsMended) {
  std::ofstream(options_.path) << std::string(8192, 'x');
  EXPECT_EQ(code_of("select 1 from sqlite_master"), "database-away");
  std::filesystem::remove(options_.path);
  EXPECT_EQ(code_of("select 1 from sqlite_master"), "done");
}

TEST_F(SqliteDatabaseTest, StatementsThatAreNotOneAreRefused) {
  ASSERT_TRUE(run("create table t (a integer)"));
  for (const char* text : {"", "-- nothing", "select 1; select 2", "select 1; drop table t", "begin", "commit",
                           "attach database '/tmp/other.db' as other", "select * from nowhere", "select ?"}) {
    EXPECT_EQ(code_of(text), "refused") << text;
  }
  EXPECT_EQ(code_of("select 1; -- and a comment"), "done");
  EXPECT_EQ(code_of("insert into t values (1)"), "done");  // No transaction was left open.
  EXPECT_EQ(run("select count(*) from t", {}).value().front().rows.size(), 1U);
}

TEST_F(SqliteDatabaseTest, WhoMayOnlyReadChangesNothing) {
  ASSERT_TRUE(run("create table t (a integer)"));
  DatabaseRequest request = one("insert into t values (1) returning a");
  request.reads_only = true;
  const Outcome outcome = run(request);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "refused");
  EXPECT_EQ(std::get<std::int64_t>(run("select count(*) from t").value().front().rows.front().front()), 0);
}

TEST_F(SqliteDatabaseTest, MoreThanTheQueueHoldsIsRefusedAtOnce) {
  options_.connections = 1;
  options_.queue_limit = 3;
  for (int i = 0; i < 3; ++i)
    static_cast<void>(begin(one(endless)));
  const auto fourth = begin(one("select 1"));
  while (loop_.turn()) {
  }
  ASSERT_TRUE(fourth->has_value());
  EXPECT_EQ((*fourth)->error().code, "database-busy");
  pass(seconds(5));
  EXPECT_EQ(database().live(), 0U);
}

TEST_F(SqliteDatabaseTest, WhatOthersWriteIsNoticed) {
  ASSERT_TRUE(run("create table t (a integer)"));
  int changes = 0;
  database().on_change([&](const std::string& table) {
    EXPECT_EQ(table, "");
    ++changes;
  });
  EXPECT_EQ(changes, 1);  // Whoever listens looks once.
  pass(seconds(1));
  EXPECT_EQ(changes, 1);
  {
    auto other = Connection::open(options_.path, Connection::Mode::write);
    ASSERT_TRUE(other->execute("insert into t values (1)"));
  }
  pass(seconds(1));
  EXPECT_EQ(changes, 2);
  ASSERT_TRUE(run("insert into t values (2)"));
  pass(seconds(1));
  EXPECT_EQ(changes, 3);
}

// As any other program that looks into the file does: who takes itself for the last one deletes the log of
// writes.
TEST_F(SqliteDatabaseTest, WhoeverElseClosesTheFileLosesNothing) {
  ASSERT_TRUE(run("create table t (a integer)"));
  std::vector<std::shared_ptr<std::optional<Outcome>>> asked;
  for (int i = 0; i < 20; ++i)
    asked.push_back(begin(one("insert into t values (1)")));
  EXPECT_TRUE(run_until([&] { return database().live() == 0; }));
  const pid_t child = fork();
  if (child == 0) {
    {
      auto other = Connection::open(options_.path, Connection::Mode::write);
      const bool reads = other && other->execute("select count(*) from t").ok();
      if (!reads) _exit(1);
    }
    _exit(0);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(std::filesystem::exists(options_.path + "-wal"));
  ASSERT_TRUE(run("insert into t values (2)"));
  database_.reset();
  EXPECT_EQ(std::get<std::int64_t>(run("select count(*) from t").value().front().rows.front().front()), 21);
}

TEST_F(SqliteDatabaseTest, EndsWithRequestsUnderWay) {
  const auto outcome = begin(one(endless));
  database_.reset();
  EXPECT_FALSE(outcome->has_value());
  EXPECT_EQ(loop_.live_timers(), 0U);
}

}  // namespace
}  // namespace tipring::sqlite
