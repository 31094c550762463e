// Requests to a PostgreSQL that is there: what its SQL has beyond any Database's.

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "tests/kit/certificates.h"
#include "tests/kit/temporary_folder.h"
#include "tests/wire/kit/postgres_server.h"
#include "tests/wire/postgres/postgres_world.h"

namespace tipring::postgres {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::tipring::testing::DatabaseAnswer;

// How many statements the server runs for others.
constexpr const char* running_statements =
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'";

class RequestsTest : public ::testing::Test {
 protected:
  void open(PostgresOptions options = {}) {
    if (options.connection.empty()) options.connection = server_.connection();
    world_.emplace(std::move(options));
    database_ = world_->open();
  }
  DatabaseAnswer ask_for(DatabaseRequest request) {
    return ::tipring::testing::ask(*world_, *database_, std::move(request));
  }
  DatabaseAnswer ask(std::string statement, std::vector<DatabaseValue> values = {}) {
    return ask_for({.statements = {{std::move(statement), std::move(values)}}});
  }
  // The first value of the first row.
  DatabaseValue value(std::string statement, std::vector<DatabaseValue> values = {}) {
    const auto answer = ask(std::move(statement), std::move(values));
    if (!answer.ok()) return "failed: " + answer.error().text;
    return answer.value().at(0).rows.at(0).at(0);
  }
  static std::string code_of(const DatabaseAnswer& answer) {
    return answer.ok() ? std::string() : answer.error().code;
  }

  wire::PostgresServer server_;
  std::optional<PostgresWorld> world_;
  std::unique_ptr<Database> database_;
};

TEST_F(RequestsTest, EachTypeComesAsWhatItIs) {
  open();
  EXPECT_EQ(value("SELECT true"), DatabaseValue(true));
  EXPECT_EQ(value("SELECT 7::int2"), DatabaseValue(std::int64_t{7}));
  EXPECT_EQ(value("SELECT -7::int4"), DatabaseValue(std::int64_t{-7}));
  EXPECT_EQ(value("SELECT 9007199254740993::int8"), DatabaseValue(std::int64_t{9007199254740993}));
  EXPECT_EQ(value("SELECT 4000000000::oid"), DatabaseValue(std::int64_t{4000000000}));
  EXPECT_EQ(value("SELECT 0.5::float4"), DatabaseValue(0.5));
  EXPECT_EQ(value("SELECT 0.1::float8"), DatabaseValue(0.1));
  EXPECT_EQ(value("SELECT 12.50::numeric(8,2)"), DatabaseValue(12.5));
  EXPECT_EQ(value("SELECT 'NaN'::numeric"), DatabaseValue("NaN"));
  EXPECT_EQ(value("SELECT NULL::int"), DatabaseValue());
  EXPECT_EQ(value("SELECT DATE '2026-02-28'"), DatabaseValue("2026-02-28"));
  EXPECT_EQ(value("SELECT 'ab'::bytea"), DatabaseValue("\\x6162"));
  EXPECT_EQ(value("SELECT '{\"a\": 1}'::jsonb"), DatabaseValue("{\"a\": 1}"));
  EXPECT_EQ(value("SELECT ARRAY[1,2]"), DatabaseValue("{1,2}"));
}

TEST_F(RequestsTest, TheServerTakesValuesAsTheTypeItNeeds) {
  open();
  EXPECT_EQ(value("SELECT ?::bool", {true}), DatabaseValue(true));
  EXPECT_EQ(value("SELECT NOT ?", {true}), DatabaseValue(false));
  EXPECT_EQ(value("SELECT 1 + ?", {std::int64_t{2}}), DatabaseValue(std::int64_t{3}));
  EXPECT_EQ(value("SELECT ?::float8", {0.1}), DatabaseValue(0.1));
  EXPECT_EQ(value("SELECT DATE '2026-03-01' - ?::date", {"2026-02-28"}), DatabaseValue(std::int64_t{1}));
  EXPECT_EQ(value("SELECT '{\"a\": 1}'::jsonb ?? ?", {"a"}), DatabaseValue(true));
  EXPECT_EQ(code_of(ask("SELECT 1 + ?", {"two"})), "refused");
}

TEST_F(RequestsTest, WhatIsNoTextIsRefused) {
  open();
  EXPECT_THAT(ask("SELECT ?", {std::string("a\0b", 3)}).error().text, HasSubstr("zero byte"));
  EXPECT_THAT(ask("SELECT ?", {"Zo\xeb"}).error().text, HasSubstr("UTF-8"));
  EXPECT_EQ(value("SELECT 1"), DatabaseValue(std::int64_t{1}));
}

TEST_F(RequestsTest, ARefusalShowsDetailAndState) {
  open();
  server_.query("CREATE TABLE t (id int PRIMARY KEY)");
  const auto answer = ask_for({.statements = {{"INSERT INTO t VALUES (1)"}, {"INSERT INTO t VALUES (1)"}}});
  ASSERT_EQ(code_of(answer), "refused");
  EXPECT_THAT(answer.error().text, HasSubstr("statement 2: duplicate key"));
  EXPECT_THAT(answer.error().text, HasSubstr("Key (id)=(1) already exists"));
  EXPECT_THAT(answer.error().text, HasSubstr("23505"));
}

TEST_F(RequestsTest, WhatIsFoundOutAtTheEndOfTheTransactionCounts) {
  open({.connections = 1});
  server_.query("CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
  EXPECT_EQ(code_of(ask("INSERT INTO t VALUES (1), (1)")), "refused");
  EXPECT_EQ(code_of(ask_for({.statements = {{"INSERT INTO t VALUES (1), (1)"}, {"SELECT 1"}}})), "refused");
  EXPECT_EQ(code_of(ask_for({.statements = {{"INSERT INTO t VALUES (1), (1)", {}, 2}}})), "refused");
  EXPECT_EQ(value("SELECT count(*) FROM t"), DatabaseValue(std::int64_t{0}));
}

TEST_F(RequestsTest, AStatementThatNeedsToBeAloneIs) {
  open();
  EXPECT_EQ(code_of(ask("CREATE DATABASE other")), "");
}

TEST_F(RequestsTest, CopyIsRefusedAndLeavesNothingBehind) {
  open({.connections = 1});
  server_.query("CREATE TABLE t (id int)");
  EXPECT_EQ(code_of(ask("COPY t FROM STDIN")), "refused");
  EXPECT_EQ(code_of(ask("COPY t TO STDOUT")), "refused");
  EXPECT_EQ(value("SELECT count(*) FROM t"), DatabaseValue(std::int64_t{0}));
}

TEST_F(RequestsTest, WhatReadsOnlyCannotMakeItselfWrite) {
  open();
  server_.query("CREATE TABLE t (id int); CREATE SEQUENCE s");
  for (const char* way : {"SET TRANSACTION READ WRITE", "SET transaction_read_only = off",
                          "SELECT set_config('transaction_read_only', 'off', true)"}) {
    EXPECT_EQ(code_of(ask_for({.statements = {{way}, {"INSERT INTO t VALUES (1)"}}, .reads_only = true})),
              "refused")
        << way;
  }
  EXPECT_EQ(code_of(ask_for({.statements = {{"SELECT nextval('s')"}}, .reads_only = true})), "refused");
}

TEST_F(RequestsTest, AMillionRowsDoNotFillMemory) {
  open({.connections = 1});
  const auto most_kilobytes = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  const long before = most_kilobytes();
  EXPECT_EQ(code_of(ask_for({.statements = {{"SELECT repeat('x', 1000) FROM generate_series(1, 1000000)"}},
                             .timeout = 60s})),
            "too-many-rows");
  // AddressSanitizer keeps a quarter of a gigabyte of what was freed.
  EXPECT_LT(most_kilobytes() - before, 400'000);
  EXPECT_EQ(value("SELECT 1"), DatabaseValue(std::int64_t{1}));
  EXPECT_EQ(server_.query(running_statements), "0");
}

TEST_F(RequestsTest, ManyRowsComeInPortionsAndAreAllThere) {
  open({.connections = 1});
  for (const int count : {0, 1, 2'000, 4'000, 50'000}) {
    const auto answer = ask_for({.statements = {{"SELECT i AS number FROM generate_series(1, ?) i", {count}}},
                                 .most_rows = 50'000,
                                 .reads_only = true});
    ASSERT_EQ(code_of(answer), "") << answer.error().text;
    const DatabaseRows& rows = answer.value().at(0);
    EXPECT_THAT(rows.columns, ::testing::ElementsAre("number"));
    ASSERT_EQ(rows.rows.size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
      ASSERT_EQ(rows.rows[i][0], DatabaseValue(std::int64_t{i + 1}));
  }
}

TEST_F(RequestsTest, WhatGoesWrongBetweenPortionsLeavesNothingBehind) {
  open({.connections = 1});
  const auto code = [&](std::string statement, std::size_t most_rows, Duration timeout = 60s) {
    return code_of(ask_for({.statements = {{std::move(statement)}},
                            .most_rows = most_rows,
                            .reads_only = true,
                            .timeout = timeout}));
  };
  const DatabaseValue session = value("SELECT pg_backend_pid()");
  EXPECT_EQ(code("SELECT * FROM generate_series(1, 1000000)", 3'000), "too-many-rows");
  EXPECT_EQ(code("SELECT 1 / (3000 - i) FROM generate_series(1, 5000) i", 9'000), "refused");
  EXPECT_EQ(code("SELECT * FROM nowhere", 9'000), "refused");
  EXPECT_EQ(
      code("SELECT CASE WHEN i > 2500 THEN pg_sleep(1000) END FROM generate_series(1, 5000) i", 9'000, 200ms),
      "timed-out");
  EXPECT_EQ(code("SELECT * FROM generate_series(1, 3000)", 3'000), "");
  EXPECT_EQ(value("SELECT pg_backend_pid()"), session);
  EXPECT_EQ(server_.query("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"),
            "0");
}

TEST_F(RequestsTest, WhatTakesTooLongIsCancelledOnTheServer) {
  open({.connections = 1, .grace = 60s});
  const DatabaseValue session = value("SELECT pg_backend_pid()");
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(code_of(ask_for({.statements = {{"SELECT pg_sleep(1000)"}}, .timeout = 50ms})), "timed-out");
    // By the same connection, which is free again: nobody waits for its place.
    EXPECT_EQ(value("SELECT pg_backend_pid()"), session);
  }
  EXPECT_EQ(server_.query(running_statements), "0");
}

TEST_F(RequestsTest, TimeOutsCountFromTheQuestion) {
  open({.connections = 1});
  std::vector<std::string> codes;
  database_->run({.statements = {{"SELECT pg_sleep(1000)"}}, .timeout = 500ms},
                 [&](const DatabaseAnswer& answer) { codes.push_back("first " + code_of(answer)); });
  database_->run({.statements = {{"SELECT 1"}}, .timeout = 50ms},
                 [&](const DatabaseAnswer& answer) { codes.push_back("second " + code_of(answer)); });
  ASSERT_TRUE(world_->step_until([&] { return codes.size() == 2; }));
  EXPECT_THAT(codes, ::testing::ElementsAre("second timed-out", "first timed-out"));
}

TEST_F(RequestsTest, AServersOwnTimeOutIsOne) {
  open({.connections = 1});
  ASSERT_EQ(code_of(ask("SET statement_timeout = 50")), "");
  EXPECT_EQ(code_of(ask("SELECT pg_sleep(1000)")), "timed-out");
}

TEST_F(RequestsTest, TwoThousandAtOnceShareFourConnections) {
  open({.longest_queue = 2'000});
  server_.query("CREATE TABLE seen (pid int)");
  int good = 0;
  for (int i = 0; i < 2'000; ++i) {
    database_->run({.statements = {{"INSERT INTO seen VALUES (pg_backend_pid())"}}, .timeout = 100s},
                   [&](const DatabaseAnswer& answer) { good += answer.ok() ? 1 : 0; });
  }
  while (database_->live() > 0)
    world_->step();
  EXPECT_EQ(good, 2'000);
  EXPECT_EQ(value("SELECT count(DISTINCT pid) FROM seen"), DatabaseValue(std::int64_t{4}));
}

TEST_F(RequestsTest, TheQueueHasALimit) {
  open({.connections = 1, .longest_queue = 5});
  ASSERT_EQ(value("SELECT 1"), DatabaseValue(std::int64_t{1}));
  std::vector<std::string> codes;
  for (int i = 0; i < 8; ++i) {
    database_->run({.statements = {{"SELECT pg_sleep(0.1)"}}, .timeout = 100s},
                   [&](const DatabaseAnswer& answer) { codes.push_back(code_of(answer)); });
  }
  while (database_->live() > 0)
    world_->step();
  ASSERT_EQ(codes.size(), 8U);
  EXPECT_EQ(codes[0], "database-busy");
  EXPECT_EQ(codes[1], "database-busy");
  EXPECT_EQ(std::count(codes.begin(), codes.end(), ""), 6);
}

TEST_F(RequestsTest, WhatTheServerNotesIsLogged) {
  open();
  ASSERT_EQ(code_of(ask("DO $$ BEGIN RAISE NOTICE 'by the way'; END $$")), "");
  EXPECT_EQ(world_->log().count("by the way"), 1U) << world_->log().all();
}

TEST_F(RequestsTest, NothingIsLeftRunningOnceItIsGone) {
  open();
  for (int i = 0; i < 10; ++i)
    database_->run({.statements = {{"SELECT pg_sleep(1000)"}}, .timeout = 1000s},
                   [](const DatabaseAnswer&) { ADD_FAILURE() << "nobody is to be told"; });
  ASSERT_TRUE(world_->step_until([&] { return server_.query(running_statements) == "4"; }));
  database_.reset();
  EXPECT_EQ(world_->loop().live_timers(), 0U);
  EXPECT_FALSE(world_->loop().next_due().has_value());
  EXPECT_TRUE(server_.query_until(running_statements, "0"));
}

TEST(PostgresTlsTest, AServerIsCheckedByItsCertificate) {
  const ::tipring::testing::TemporaryFolder folder;
  ::tipring::testing::CertificateAuthority authority(folder.path(), "authority");
  const wire::PostgresServer server(
      {.certificate = authority.issue({.file = "server.pem", .names = {"DNS:db.bank.example"}})});
  const std::string checked = " sslmode=verify-full sslrootcert=" + authority.file();
  const auto first_answer = [&](const std::string& name) {
    PostgresWorld world({.connection = server.connection() + " hostaddr=127.0.0.1 host=" + name + checked});
    const auto database = world.open();
    return ::tipring::testing::ask(world, *database,
                                   {.statements = {{"SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"},
                                                   {"SELECT repeat('x', 1000) FROM generate_series(1, 900)"}}});
  };
  const auto good = first_answer("db.bank.example");
  ASSERT_TRUE(good.ok()) << good.error().text;
  EXPECT_EQ(good.value()[0].rows[0][0], DatabaseValue(true));
  EXPECT_EQ(good.value()[1].rows.size(), 900U);
  const auto other = first_answer("db.other.example");
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, "database-away");
  EXPECT_THAT(other.error().text, HasSubstr("db.bank.example"));
}

}  // namespace
}  // namespace tipring::postgres
