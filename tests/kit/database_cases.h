#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/ports/database.h"
#include "tests/kit/database_world.h"

namespace tipring::testing {

/// An implementation.
struct DatabaseKind {
  const char* name = "";  ///< As tests are called by it.
  std::function<std::unique_ptr<DatabaseWorld>()> world{};
  friend std::ostream& operator<<(std::ostream& out, const DatabaseKind& kind) { return out << kind.name; }
};

/// What holds for any Database, in SQL that all of them understand: instantiated by the tests of each.
class DatabaseCases : public ::testing::TestWithParam<DatabaseKind> {
 protected:
  using Row = std::vector<DatabaseValue>;

  // Counts for longer than any test waits.
  static constexpr const char* endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) "
      "FROM n";
  static constexpr const char* count_accounts = "SELECT count(*) FROM accounts";

  void SetUp() override {
    world_ = GetParam().world();
    database_ = world_->open();
    done("CREATE TABLE accounts (id bigint PRIMARY KEY, name text, balance double precision)");
  }
  DatabaseAnswer ask(DatabaseRequest request) {
    return ::tipring::testing::ask(*world_, *database_, std::move(request));
  }
  DatabaseAnswer ask(std::vector<DatabaseStatement> statements) {
    return ask(DatabaseRequest{.statements = std::move(statements)});
  }
  // Of one statement, which must go well.
  DatabaseRows done(std::string statement, std::vector<DatabaseValue> values = {}) {
    const auto answer = ask({DatabaseStatement{std::move(statement), std::move(values)}});
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().text);
    return answer.ok() ? answer.value().at(0) : DatabaseRows{};
  }
  // The code of the failure; empty where all went well.
  static std::string code_of(const DatabaseAnswer& answer) {
    return answer.ok() ? std::string() : answer.error().code;
  }
  std::int64_t accounts() {
    const DatabaseRows rows = done(count_accounts);
    return rows.rows.empty() ? -1 : std::get<std::int64_t>(rows.rows.at(0).at(0));
  }
  static DatabaseStatement insert(std::int64_t id) {
    return {"INSERT INTO accounts (id, name) VALUES (?, ?)", {id, std::string("Ann")}};
  }

  std::unique_ptr<DatabaseWorld> world_;
  std::unique_ptr<Database> database_;
};

TEST_P(DatabaseCases, AnswersLaterFromTheRunLoop) {
  int answers = 0;
  database_->run({.statements = {{"SELECT 1"}}}, [&](const DatabaseAnswer&) { ++answers; });
  EXPECT_EQ(answers, 0);
  EXPECT_EQ(database_->live(), 1U);
  while (answers == 0)
    world_->step();
  EXPECT_EQ(database_->live(), 0U);
}

TEST_P(DatabaseCases, ValuesComeBackAsTheyWere) {
  using Whole = std::numeric_limits<std::int64_t>;
  const std::vector<Row> rows{
      {std::int64_t{1}, std::string("Zoë, 東京 🙂"), 0.1},
      {Whole::max(), std::string(), 1e300},
      {Whole::min(), std::string("it's \"quoted\"\\\n\t"), -2.5},
      {(std::int64_t{1} << 53) + 1, std::monostate{}, std::monostate{}},
  };
  for (const Row& row : rows) {
    done("INSERT INTO accounts VALUES (?, ?, ?)", row);
    const DatabaseRows back = done("SELECT id, name, balance FROM accounts WHERE id = ?", {row.front()});
    ASSERT_EQ(back.rows.size(), 1U);
    EXPECT_EQ(back.rows[0], row);
  }
}

TEST_P(DatabaseCases, AValueNeverBecomesPartOfTheStatement) {
  const std::string name = "x'); DROP TABLE accounts; --";
  done("INSERT INTO accounts (id, name) VALUES (1, ?)", {name});
  const DatabaseRows rows = done("SELECT id FROM accounts WHERE name = ?", {name});
  ASSERT_EQ(rows.rows.size(), 1U);
  EXPECT_EQ(rows.rows[0][0], DatabaseValue(std::int64_t{1}));
}

TEST_P(DatabaseCases, AQuestionMarkWithinATextIsNoPlaceholder) {
  const DatabaseRows rows =
      done("SELECT 'who?' AS question, name FROM accounts WHERE id = ? -- why?", {std::int64_t{1}});
  EXPECT_EQ(rows.columns, (std::vector<std::string>{"question", "name"}));
  EXPECT_TRUE(rows.rows.empty());
}

TEST_P(DatabaseCases, TellsHowManyRowsChanged) {
  EXPECT_EQ(done("INSERT INTO accounts (id) VALUES (1), (2), (3)").changed, 3);
  EXPECT_EQ(done("UPDATE accounts SET name = 'Bob' WHERE id > 1").changed, 2);
  EXPECT_EQ(done("UPDATE accounts SET name = 'Bob' WHERE id > 9").changed, 0);
  EXPECT_EQ(done("SELECT id FROM accounts").changed, 0);
  EXPECT_EQ(done("DELETE FROM accounts").changed, 3);
}

TEST_P(DatabaseCases, StatementsOfOneRequestSeeEachOther) {
  const auto answer = ask({insert(1), {"SELECT name FROM accounts WHERE id = ?", {std::int64_t{1}}}});
  ASSERT_EQ(code_of(answer), "");
  ASSERT_EQ(answer.value().size(), 2U);
  EXPECT_EQ(answer.value()[0].changed, 1);
  EXPECT_EQ(answer.value()[1].rows, (std::vector<Row>{{std::string("Ann")}}));
}

TEST_P(DatabaseCases, WhereOneStatementFailsNoneHasHappened) {
  EXPECT_EQ(code_of(ask({insert(1), insert(2), insert(1), insert(3)})), "refused");
  EXPECT_EQ(accounts(), 0);
  EXPECT_EQ(code_of(ask({insert(1), insert(2)})), "");
  EXPECT_EQ(accounts(), 2);
}

TEST_P(DatabaseCases, ARefusalSaysWhatTheDatabaseSays) {
  const auto answer = ask({{"SELECT * FROM acounts"}});
  ASSERT_EQ(code_of(answer), "refused");
  EXPECT_NE(answer.error().text.find("acounts"), std::string::npos) << answer.error().text;
  EXPECT_FALSE(answer.error().retryable);
}

TEST_P(DatabaseCases, ARequestNeitherEndsItsTransactionNorBeginsAnother) {
  for (const char* word : {"COMMIT", "ROLLBACK", "BEGIN", "/* now */ end"}) {
    EXPECT_EQ(code_of(ask({insert(1), {word}, insert(1)})), "refused") << word;
    EXPECT_EQ(accounts(), 0) << word;
  }
}

TEST_P(DatabaseCases, AStatementMustChangeSoManyRows) {
  done("INSERT INTO accounts (id, balance) VALUES (1, 10), (2, 10)");
  const DatabaseStatement none{"UPDATE accounts SET balance = 0 WHERE id = 9", {}, 1};
  const DatabaseStatement one{"UPDATE accounts SET balance = 0 WHERE id = 1", {}, 1};
  EXPECT_EQ(code_of(ask({{"DELETE FROM accounts WHERE id = 2"}, none})), "other-count");
  EXPECT_EQ(accounts(), 2);
  EXPECT_EQ(code_of(ask({{"DELETE FROM accounts", {}, 1}})), "other-count");
  EXPECT_EQ(accounts(), 2);
  EXPECT_EQ(code_of(ask({{"DELETE FROM accounts WHERE id = 2"}, one})), "");
  EXPECT_EQ(accounts(), 1);
}

TEST_P(DatabaseCases, MoreRowsThanWereAskedForAreAFailure) {
  done("INSERT INTO accounts (id) VALUES (1), (2), (3)");
  const DatabaseStatement all{"SELECT id FROM accounts"};
  EXPECT_EQ(code_of(ask({.statements = {all}, .most_rows = 3})), "");
  EXPECT_EQ(code_of(ask({.statements = {all}, .most_rows = 2})), "too-many-rows");
  EXPECT_EQ(code_of(ask({.statements = {insert(4), all}, .most_rows = 3})), "too-many-rows");
  EXPECT_EQ(code_of(ask({.statements = {{"DELETE FROM accounts RETURNING id"}}, .most_rows = 2})),
            "too-many-rows");
  EXPECT_EQ(accounts(), 3);
}

TEST_P(DatabaseCases, WhatReadsOnlyChangesNothing) {
  done("INSERT INTO accounts (id) VALUES (1)");
  EXPECT_EQ(code_of(ask({.statements = {insert(2)}, .reads_only = true})), "refused");
  EXPECT_EQ(code_of(ask({.statements = {{count_accounts}, {"DELETE FROM accounts"}}, .reads_only = true})),
            "refused");
  const auto answer = ask({.statements = {{count_accounts}, {"SELECT id FROM accounts"}}, .reads_only = true});
  ASSERT_EQ(code_of(answer), "");
  EXPECT_EQ(answer.value()[0].rows, (std::vector<Row>{{std::int64_t{1}}}));
  EXPECT_EQ(code_of(ask({insert(3)})), "") << "the next request may change something again";
}

TEST_P(DatabaseCases, WhatTakesTooLongIsGivenUp) {
  const auto answer = ask({.statements = {insert(1), {endless}}, .timeout = std::chrono::milliseconds(300)});
  ASSERT_EQ(code_of(answer), "timed-out");
  EXPECT_TRUE(answer.error().retryable);
  EXPECT_EQ(accounts(), 0);
  EXPECT_EQ(code_of(ask({insert(1)})), "");
}

TEST_P(DatabaseCases, WhatIsCancelledIsNotAnswered) {
  bool answered = false;
  const auto endless_one =
      database_->run({.statements = {insert(1), {endless}}}, [&](const DatabaseAnswer&) { answered = true; });
  const auto quick_one =
      database_->run({.statements = {{"SELECT 1"}}}, [&](const DatabaseAnswer&) { answered = true; });
  world_->step();
  if (!answered) database_->cancel(quick_one);
  answered = false;
  database_->cancel(endless_one);
  database_->cancel(endless_one);
  EXPECT_EQ(database_->live(), 0U);
  EXPECT_EQ(accounts(), 0);
  EXPECT_FALSE(answered);
}

TEST_P(DatabaseCases, EachPlaceholderNeedsItsValue) {
  EXPECT_EQ(code_of(ask({{"SELECT ?"}})), "refused");
  EXPECT_EQ(code_of(ask({{"SELECT 1", {std::int64_t{1}}}})), "refused");
}

TEST_P(DatabaseCases, NothingAskedIsNothingAnswered) {
  const auto answer = ask(std::vector<DatabaseStatement>{});
  ASSERT_EQ(code_of(answer), "");
  EXPECT_TRUE(answer.value().empty());
}

TEST_P(DatabaseCases, EachOfManyIsAnsweredOnce) {
  constexpr int many = 500;
  int answers = 0;
  int good = 0;
  for (int id = 0; id < many; ++id) {
    database_->run({.statements = {insert(id)}, .timeout = std::chrono::seconds(60)},
                   [&](const DatabaseAnswer& answer) {
                     ++answers;
                     good += answer.ok() ? 1 : 0;
                   });
  }
  while (database_->live() > 0)
    world_->step();
  EXPECT_EQ(answers, many);
  EXPECT_EQ(good, many);
  EXPECT_EQ(accounts(), many);
}

TEST_P(DatabaseCases, NobodyIsToldOnceItIsGone) {
  bool told = false;
  database_->on_change([&](const std::string&) { told = true; });
  for (int i = 0; i < 10; ++i)
    database_->run({.statements = {{endless}}}, [&](const DatabaseAnswer&) { told = true; });
  world_->step();
  told = false;
  database_.reset();
  for (int i = 0; i < 5; ++i)
    world_->step();
  EXPECT_FALSE(told);
}

TEST_P(DatabaseCases, WhoeverIsAnsweredMayEndIt) {
  bool answered = false;
  database_->run({.statements = {{"SELECT 1"}}}, [&](const DatabaseAnswer&) {
    answered = true;
    database_.reset();
  });
  while (!answered)
    world_->step();
  world_->step();
}

}  // namespace tipring::testing
