#include "adapters/postgres/batch.h"

#include <gtest/gtest.h>

namespace tipring::postgres {
namespace {

Result<Batch> batch(std::vector<DatabaseStatement> statements, bool reads_only = false) {
  return batch_of({.statements = std::move(statements), .reads_only = reads_only});
}

std::string begin_of(std::vector<DatabaseStatement> statements, bool reads_only = false) {
  const auto made = batch(std::move(statements), reads_only);
  if (!made) return made.error().code;
  return made.value().begin + (made.value().judged ? ", judged" : "");
}

TEST(BatchTest, PlaceholdersAreNumbered) {
  const auto made = batch({{"SELECT ? + ?, 'why?' ?? ?", {std::int64_t{1}, 2.5, std::monostate{}}}});
  ASSERT_TRUE(made.ok());
  const Command& command = made.value().commands.at(0);
  EXPECT_EQ(command.text, "SELECT $1 + $2, 'why?' ? $3");
  EXPECT_EQ(command.values, (std::vector<std::optional<std::string>>{"1", "2.5", std::nullopt}));
}

TEST(BatchTest, ASingleStatementIsATransactionByItself) {
  EXPECT_EQ(begin_of({{"SELECT 1"}}), "");
  EXPECT_EQ(begin_of({{"INSERT INTO t VALUES (1)"}}), "");
  EXPECT_EQ(begin_of({{"VACUUM t"}}), "");
  EXPECT_EQ(begin_of({{"SELECT 1"}}, true), "BEGIN READ ONLY");
}

TEST(BatchTest, SeveralAreOne) {
  EXPECT_EQ(begin_of({{"INSERT INTO t VALUES (1)"}, {"DELETE FROM u"}}), "BEGIN");
  EXPECT_EQ(begin_of({{"SELECT 1"}, {"SELECT 2"}}), "BEGIN");
  EXPECT_EQ(begin_of({{"SELECT 1"}, {"DELETE FROM u"}}, true), "BEGIN READ ONLY");
}

TEST(BatchTest, WhatMayBeTooMuchIsJudgedBeforeItHappens) {
  EXPECT_EQ(begin_of({{"DELETE FROM t", {}, 1}}), "BEGIN, judged");
  EXPECT_EQ(begin_of({{"DELETE FROM t returning id"}}), "BEGIN, judged");
  EXPECT_EQ(begin_of({{"WITH gone AS (DELETE FROM t RETURNING id) SELECT * FROM gone"}}), "BEGIN, judged");
  EXPECT_EQ(begin_of({{"SELECT id FROM t FOR UPDATE"}}), "BEGIN, judged");
  EXPECT_EQ(begin_of({{"INSERT INTO t VALUES (1)"}, {"SELECT 1"}}), "BEGIN, judged");
  EXPECT_EQ(begin_of({{"WITH n AS (SELECT 1) SELECT * FROM n"}}), "");
}

TEST(BatchTest, WhatReadsManyRowsIsFetchedInPortions) {
  const auto portions = [](std::vector<DatabaseStatement> statements, std::size_t most,
                           bool reads_only = true) {
    return batch_of({.statements = std::move(statements), .most_rows = most, .reads_only = reads_only})
               .value()
               .rows_at_once > 0;
  };
  EXPECT_TRUE(portions({{"select number from vip"}}, 1'000'000));
  EXPECT_TRUE(portions({{"(TABLE vip)"}}, 1'000'000));
  EXPECT_FALSE(portions({{"select number from vip"}}, 1'000));
  EXPECT_FALSE(portions({{"select number from vip"}}, 1'000'000, false));
  EXPECT_FALSE(portions({{"SHOW ALL"}}, 1'000'000));
  EXPECT_FALSE(portions({{"SELECT 1"}, {"SELECT 2"}}, 1'000'000));
}

TEST(BatchTest, TransactionsAreNoneOfItsStatements) {
  for (const char* text : {"COMMIT", " begin", "-- so\nROLLBACK", "/* a /* b */ c */ end", "start transaction",
                           "ABORT;", "PREPARE TRANSACTION 'x'"})
    EXPECT_EQ(begin_of({{text}}), "refused") << text;
  EXPECT_EQ(begin_of({{"PREPARE p AS SELECT 1"}}), "");
  EXPECT_EQ(begin_of({{"SET TRANSACTION READ WRITE"}, {"DELETE FROM t"}}, true), "refused");
  EXPECT_EQ(begin_of({{"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"}, {"DELETE FROM t"}}), "BEGIN");
}

TEST(BatchTest, WhatCannotBeSentIsRefused) {
  EXPECT_EQ(begin_of({{"SELECT ?"}}), "refused");
  EXPECT_EQ(begin_of({{"SELECT 1", {true}}}), "refused");
  EXPECT_EQ(begin_of({{"SELECT ?", {"\xff"}}}), "refused");
  EXPECT_EQ(begin_of({{std::string("SELECT 1\0", 9)}}), "refused");
}

}  // namespace
}  // namespace tipring::postgres
