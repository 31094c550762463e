#include "dsl/site/store_trial.h"

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dsl/site/slow_store.h"

namespace tipring::dsl {
namespace {

using ::testing::HasSubstr;

class StoreTrialTest : public ::testing::Test {
 protected:
  StoreTrialTest() {
    definitions_.variables["reason"] = {VariableType::Kind::text, {}};
    RulesDefinition& rules = definitions_.rules["treatments"];
    rules.rules.name = "treatments";
    rules.rules.otherwise = Outcome{.go = Action{.kind = Action::Kind::hang_up}};
    rules.position = {"routing.lua", 7};
    rules.table = "treatment";
    definitions_.customers = CustomersDefinition{
        .from = "client", .keys = {{"phone", "number"}}, .columns = {}, .position = {"site.lua", 3}};
  }
  void start() {
    trial_.emplace(definitions_, store_, loop_);
    trial_->start([this](StoreReport report) {
      report_ = std::move(report);
      trial_.reset();
    });
  }

  // As answers are read in turns of the loop.
  void answer(Result<std::vector<DatabaseRows>> result) {
    store_.answer(std::move(result));
    run_virtual(loop_, clock_, clock_.now());
  }
  void answer(const std::string& reason, const std::string& go) {
    store_.answer(reason, go);
    run_virtual(loop_, clock_, clock_.now());
  }

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  testing::SlowStore store_;
  Definitions definitions_;
  std::optional<StoreReport> report_;
  std::optional<StoreTrial> trial_;
};

TEST_F(StoreTrialTest, AsksForTablesAndCustomersOneAfterTheOther) {
  start();
  answer("billing", "hang_up");
  ASSERT_FALSE(report_);
  answer(std::vector<DatabaseRows>(1));
  ASSERT_TRUE(report_);
  EXPECT_TRUE(report_->findings.empty());
  EXPECT_THAT(store_.asked, ::testing::ElementsAre(HasSubstr("treatment"), HasSubstr("client")));
}

TEST_F(StoreTrialTest, TellsAllThatIsWrong) {
  start();
  answer("billing", "nowhere");
  answer(Error{"refused", "no such table: client"});
  ASSERT_TRUE(report_);
  ASSERT_EQ(report_->findings.size(), 2U);
  EXPECT_THAT(
      to_string(report_->findings[0]),
      HasSubstr("routing.lua:7:1: rules \"treatments\": table \"treatment\", row \"only\", column \"go\": "));
  EXPECT_THAT(report_->findings[1].text, HasSubstr("customers from \"client\": no such table: client"));
  EXPECT_FALSE(report_->away);
}

TEST_F(StoreTrialTest, TellsRowsThatLeadRoundForEver) {
  start();
  answer("billing", "rules treatments");
  answer(std::vector<DatabaseRows>(1));
  ASSERT_TRUE(report_);
  ASSERT_EQ(report_->findings.size(), 1U);
  EXPECT_EQ(to_string(report_->findings[0]),
            "routing.lua:7:1: rules \"treatments\" lead round for ever: back to rules \"treatments\" (table "
            "\"treatment\", row \"only\"); so goes a contact with reason = \"billing\"");
}

TEST_F(StoreTrialTest, HasTheNumbersThatItRead) {
  definitions_ = {};
  definitions_.lists["vip"] = {.file = {}, .table = "vip_numbers", .numbers = {}, .position = {"site.lua", 3}};
  definitions_.own_numbers = OwnNumbersDefinition{
      .file = {}, .table = "own_numbers", .numbers = {}, .form = {}, .position = {"site.lua", 4}};
  start();
  answer(std::vector<DatabaseRows>{{{"number"}, {{std::string("201")}, {std::string("202")}}, 0}});
  answer(std::vector<DatabaseRows>{{{"number"}, {{std::string("110")}}, 0}});
  ASSERT_TRUE(report_);
  EXPECT_TRUE(report_->findings.empty());
  StoredNumbers& numbers = report_->numbers[""];
  ASSERT_TRUE(numbers.own);
  EXPECT_EQ(numbers.own->size(), 2U);
  ASSERT_TRUE(numbers.lists.contains("vip"));
  EXPECT_TRUE(numbers.lists["vip"].has("110"));
}

TEST_F(StoreTrialTest, TellsRowsThatAreNoNumbers) {
  definitions_ = {};
  definitions_.lists["vip"] = {.file = {}, .table = "vip_numbers", .numbers = {}, .position = {"site.lua", 3}};
  start();
  answer(std::vector<DatabaseRows>{{{"number"}, {{std::string("110")}, {std::string("4x")}}, 0}});
  ASSERT_TRUE(report_);
  ASSERT_EQ(report_->findings.size(), 1U);
  EXPECT_THAT(to_string(report_->findings[0]),
              HasSubstr("site.lua:3:1: list \"vip\": table \"vip_numbers\", row 2: \"4x\" "));
  EXPECT_TRUE(report_->numbers.empty());
}

TEST_F(StoreTrialTest, AsksNothingMoreOfAStoreThatIsAway) {
  start();
  answer(Error{"database-away", "connection refused", true});
  ASSERT_TRUE(report_);
  EXPECT_TRUE(report_->away);
  EXPECT_THAT(to_string(report_->findings.back()),
              HasSubstr("routing.lua:7:1: rules \"treatments\": connection refused"));
  EXPECT_EQ(store_.asked.size(), 1U);
}

TEST_F(StoreTrialTest, HasNothingToAskForASiteWithoutAny) {
  definitions_ = {};
  start();
  EXPECT_TRUE(report_);
}

TEST_F(StoreTrialTest, GivesUpWithItsEnd) {
  start();
  trial_.reset();
  EXPECT_EQ(store_.live(), 0U);
}

}  // namespace
}  // namespace tipring::dsl
