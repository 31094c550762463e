#include "dsl/site/rule_tables.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/dsl/site/slow_store.h"

namespace tipring::dsl {
namespace {

class Lines final : public Log {
 public:
  void write(LogLevel, std::string_view text) override { lines.emplace_back(text); }
  std::vector<std::string> lines;
};

class RuleTablesTest : public ::testing::Test {
 protected:
  RuleTablesTest() {
    definitions_.variables["reason"] = {VariableType::Kind::text, {}};
    RulesDefinition& rules = definitions_.rules["treatments"];
    rules.rules.name = "treatments";
    rules.rules.otherwise = Outcome{.go = Action{.kind = Action::Kind::hang_up}};
    rules.table = "treatment";
    decisions_.prepare(definitions_, std::string(64, 'a'));
    tables_.emplace(definitions_, decisions_, RuleTables::Surroundings{loop_, log_});
    tables_->on_taking_force([this] { ++changes_; });
    tables_->open(store_);
  }

  std::size_t rules_in_force() const { return decisions_.find("treatments")->definition().rules.size(); }
  void pass(Duration time) { run_virtual(loop_, clock_, clock_.now() + time); }

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  Lines log_;
  testing::SlowStore store_;
  Definitions definitions_;
  Decisions decisions_;
  int changes_ = 0;
  std::optional<RuleTables> tables_;
};

TEST_F(RuleTablesTest, WhoComesEarlyWaitsForTheFirstReading) {
  bool went_on = false;
  EXPECT_TRUE(tables_->wait_for("treatments", [&] { went_on = true; }));
  EXPECT_FALSE(tables_->wait_for("other rules", [] {}));
  store_.answer("billing", "hang_up");
  pass(Duration{0});
  EXPECT_TRUE(went_on);
  EXPECT_EQ(rules_in_force(), 1U);
  EXPECT_EQ(changes_, 1);
  EXPECT_FALSE(tables_->wait_for("treatments", [] {}));
}

TEST_F(RuleTablesTest, NobodyWaitsForAStoreThatIsAway) {
  bool went_on = false;
  tables_->wait_for("treatments", [&] { went_on = true; });
  store_.answer(Error{"database-away", "it is gone", true});
  pass(Duration{0});
  EXPECT_TRUE(went_on);
  EXPECT_EQ(rules_in_force(), 0U);
  pass(std::chrono::seconds(1));
  EXPECT_EQ(store_.asked.size(), 2U);
  store_.answer("billing", "hang_up");
  EXPECT_EQ(rules_in_force(), 1U);
  EXPECT_EQ(log_.lines.size(), 3U);  // That it cannot be read, that it can, and the rows.
}

TEST_F(RuleTablesTest, WhatIsTheSameAsBeforeTakesNoForce) {
  store_.answer("billing", "hang_up");
  const std::string version = decisions_.origin().address();
  tables_->changed("");
  store_.answer("billing", "hang_up");
  EXPECT_EQ(changes_, 1);
  EXPECT_EQ(decisions_.origin().address(), version);
  tables_->changed("treatment");
  store_.answer("repair", "hang_up");
  EXPECT_EQ(changes_, 2);
  EXPECT_NE(decisions_.origin().address(), version);
  EXPECT_EQ(decisions_.origin().address(), decisions_.origin().rows);
  tables_->changed("another table");
  EXPECT_EQ(store_.live(), 0U);
}

TEST_F(RuleTablesTest, TheSameMistakesAreToldOnce) {
  store_.answer("billing", "hang_up");
  log_.lines.clear();
  for (int i = 0; i < 3; ++i) {
    tables_->changed("");
    store_.answer("billing", "nowhere");
  }
  EXPECT_EQ(log_.lines.size(), 2U);
  EXPECT_EQ(rules_in_force(), 1U);
  tables_->changed("");
  store_.answer("billing", "hang_up");
  tables_->changed("");
  store_.answer("billing", "nowhere");
  EXPECT_EQ(log_.lines.size(), 4U);
}

TEST_F(RuleTablesTest, WhatChangesWhileItIsReadIsReadAgain) {
  tables_->changed("");
  tables_->changed("");
  EXPECT_EQ(store_.asked.size(), 1U);
  store_.answer("billing", "hang_up");
  EXPECT_EQ(store_.asked.size(), 2U);
  store_.answer("billing", "hang_up");
  EXPECT_EQ(store_.asked.size(), 2U);
}

}  // namespace
}  // namespace tipring::dsl
