#include "dsl/site/store_tables.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dsl/site/slow_store.h"

namespace tipring::dsl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Lines final : public Log {
 public:
  void write(LogLevel, std::string_view text) override { lines.emplace_back(text); }
  std::vector<std::string> lines;
};

class StoreTablesTest : public ::testing::Test {
 protected:
  StoreTablesTest() {
    definitions_.variables["reason"] = {VariableType::Kind::text, {}};
    RulesDefinition& rules = definitions_.rules["treatments"];
    rules.rules.name = "treatments";
    rules.rules.otherwise = Outcome{.go = Action{.kind = Action::Kind::hang_up}};
    rules.table = "treatment";
    decisions_.prepare(definitions_, std::string(64, 'a'));
    tables_.emplace(definitions_, decisions_, StoreTables::Surroundings{loop_, log_});
    tables_->on_taking_force([this] { ++changes_; });
    tables_->open(store_);
  }

  std::size_t rules_in_force() const { return decisions_.find("treatments")->definition().rules.size(); }
  void pass(Duration time) { run_virtual(loop_, clock_, clock_.now() + time); }
  // Once it has rested from the last reading.
  void change(const std::string& table) {
    pass(std::chrono::milliseconds(1));
    tables_->changed(table);
  }

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  Lines log_;
  testing::SlowStore store_;
  Definitions definitions_;
  Decisions decisions_;
  int changes_ = 0;
  std::optional<StoreTables> tables_;
};

TEST_F(StoreTablesTest, WhoComesEarlyWaitsForTheFirstReading) {
  bool went_on = false;
  EXPECT_TRUE(tables_->wait_for_rules("treatments", [&] { went_on = true; }));
  EXPECT_FALSE(tables_->wait_for_rules("other rules", [] {}));
  store_.answer("billing", "hang_up");
  pass(Duration{0});
  EXPECT_TRUE(went_on);
  EXPECT_EQ(rules_in_force(), 1U);
  EXPECT_EQ(changes_, 1);
  EXPECT_FALSE(tables_->wait_for_rules("treatments", [] {}));
}

TEST_F(StoreTablesTest, NobodyWaitsForAStoreThatIsAway) {
  bool went_on = false;
  tables_->wait_for_rules("treatments", [&] { went_on = true; });
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

TEST_F(StoreTablesTest, WhatIsTheSameAsBeforeTakesNoForce) {
  store_.answer("billing", "hang_up");
  const std::string version = decisions_.origin().address();
  change("");
  store_.answer("billing", "hang_up");
  EXPECT_EQ(changes_, 1);
  EXPECT_EQ(decisions_.origin().address(), version);
  change("treatment");
  store_.answer("repair", "hang_up");
  EXPECT_EQ(changes_, 2);
  EXPECT_NE(decisions_.origin().address(), version);
  EXPECT_EQ(decisions_.origin().address(), decisions_.origin().rows);
  tables_->changed("another table");
  EXPECT_EQ(store_.live(), 0U);
}

TEST_F(StoreTablesTest, TheSameMistakesAreToldOnce) {
  store_.answer("billing", "hang_up");
  log_.lines.clear();
  for (int i = 0; i < 3; ++i) {
    change("");
    store_.answer("billing", "nowhere");
  }
  EXPECT_EQ(log_.lines.size(), 2U);
  EXPECT_EQ(rules_in_force(), 1U);
  change("");
  store_.answer("billing", "hang_up");
  change("");
  store_.answer("billing", "nowhere");
  EXPECT_EQ(log_.lines.size(), 4U);
}

TEST_F(StoreTablesTest, WhatChangesWhileItIsReadIsReadAgain) {
  tables_->changed("");
  tables_->changed("");
  EXPECT_EQ(store_.asked.size(), 1U);
  store_.answer("billing", "hang_up");
  EXPECT_EQ(store_.asked.size(), 1U);  // It rests first.
  pass(std::chrono::milliseconds(1));
  EXPECT_EQ(store_.asked.size(), 2U);
  store_.answer("billing", "hang_up");
  pass(std::chrono::milliseconds(1));
  EXPECT_EQ(store_.asked.size(), 2U);
}

// Rules that are rows, beside others of a script that lead to them.
class StoredRulesTest : public ::testing::Test {
 protected:
  StoredRulesTest() {
    definitions_.variables["reason"] = {VariableType::Kind::text, {}};
    add_table("treatments", "treatment");
    RulesDefinition& inbound = definitions_.rules["inbound"];
    inbound.position = {"site.lua", 3};
    inbound.rules = {.name = "inbound", .file = "site.lua", .line = 3};
    Rule rule{.name = "all", .file = "site.lua", .line = 4};
    rule.when.kind = Condition::Kind::always;
    rule.outcome.go = Action{.kind = Action::Kind::rules, .name = "treatments"};
    inbound.rules.rules.push_back(rule);
  }
  void add_table(const std::string& name, const std::string& table) {
    RulesDefinition& rules = definitions_.rules[name];
    rules.rules.name = name;
    rules.rules.otherwise = Outcome{.go = Action{.kind = Action::Kind::hang_up}};
    rules.position = {"site.lua", 7};
    rules.table = table;
  }
  using Row = std::vector<std::string>;
  // With the first rows: name, reason, go.
  void open(const std::vector<Row>& rows) {
    decisions_.prepare(definitions_, std::string(64, 'a'));
    tables_.emplace(definitions_, decisions_, StoreTables::Surroundings{loop_, log_});
    tables_->open(store_);
    answer(rows);
  }
  void change(const std::vector<Row>& rows) {
    run_virtual(loop_, clock_, clock_.now() + std::chrono::milliseconds(1));
    log_.lines.clear();
    tables_->changed("treatment");
    answer(rows);
  }
  void answer(const std::vector<Row>& rows) {
    DatabaseRows all{{"name", "reason", "go"}, {}, 0};
    for (const Row& row : rows)
      all.rows.push_back({row[0], row[1], row[2]});
    store_.answer(std::vector<DatabaseRows>{std::move(all)});
  }
  std::string first_rule(const std::string& set = "treatments") const {
    const auto& rules = decisions_.find(set)->definition().rules;
    return rules.empty() ? "" : rules.front().name;
  }

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  Lines log_;
  testing::SlowStore store_;
  Definitions definitions_;
  Decisions decisions_;
  std::optional<StoreTables> tables_;
};

const std::string never_decides =
    "rules \"treatments\": table \"treatment\", row \"twice\": it never decides: row \"bills\" holds whenever "
    "it "
    "does, and comes first";
const std::string ring =
    "rules \"inbound\" lead round for ever: to rules \"treatments\" (site.lua:4), and back to rules "
    "\"inbound\" "
    "(table \"treatment\", row \"back\"); so goes a contact with reason = \"repair\"";
const std::string refused =
    "rules \"treatments\": table \"treatment\" is refused for 1 mistake; the rows in force stay";

TEST_F(StoredRulesTest, ARowThatNeverDecidesLeavesTheRowsInForce) {
  open({{"first", "billing", "hang_up"}});
  for (int i = 0; i < 2; ++i) {
    change({{"bills", "billing", "hang_up"}, {"twice", "billing", "hang_up"}});
    // Once, as long as they are the same.
    EXPECT_EQ(log_.lines, i > 0 ? std::vector<std::string>() : std::vector({never_decides, refused}));
    EXPECT_EQ(first_rule(), "first");
  }
  change({{"bills", "billing", "hang_up"}});
  EXPECT_THAT(log_.lines, ElementsAre("rules \"treatments\": 1 row of table \"treatment\" in force"));
}

TEST_F(StoredRulesTest, ARowThatMakesARingLeavesTheRowsInForce) {
  open({{"first", "billing", "hang_up"}});
  change({{"back", "repair", "rules inbound"}});
  EXPECT_THAT(log_.lines, ElementsAre(ring, refused));
  EXPECT_EQ(first_rule(), "first");
}

TEST_F(StoredRulesTest, TheFirstRowsTakeForceAllTheSame) {
  open({{"bills", "billing", "hang_up"}, {"twice", "billing", "hang_up"}, {"back", "repair", "rules inbound"}});
  const std::string all_the_same =
      "rules \"treatments\": table \"treatment\" takes force all the same: no rows of it are in force yet";
  EXPECT_THAT(log_.lines, ElementsAre(never_decides, ring, all_the_same,
                                      "rules \"treatments\": 3 rows of table \"treatment\" in force"));
  EXPECT_EQ(first_rule(), "back");
  change(
      {{"bills", "billing", "hang_up"}, {"twice", "billing", "hang_up"}, {"back", "repair", "rules inbound"}});
  EXPECT_THAT(log_.lines, ElementsAre());
}

TEST_F(StoredRulesTest, RowsTakeForceOnceOthersMakeNoRingWithThem) {
  add_table("night", "night");
  decisions_.prepare(definitions_, std::string(64, 'a'));
  testing::SlowStore other;
  struct Both final : Database {
    Both(Database& one, Database& two) : one_(one), two_(two) {}
    Request run(DatabaseRequest request, Done done) override {
      const bool is_night = request.statements.front().text.ends_with("night");
      return (is_night ? two_ : one_).run(std::move(request), std::move(done));
    }
    void cancel(Request) override {}
    void on_change(std::function<void(const std::string&)>) override {}
    std::size_t live() const override { return 0; }
    Database& one_;
    Database& two_;
  } both(store_, other);
  tables_.emplace(definitions_, decisions_, StoreTables::Surroundings{loop_, log_});
  tables_->open(both);
  const auto night = [&](const std::string& reason, const std::string& go) {
    run_virtual(loop_, clock_, clock_.now() + std::chrono::milliseconds(1));
    tables_->changed("night");
    other.answer(reason, go);
  };
  other.answer("repair", "rules treatments");
  answer({{"first", "billing", "hang_up"}});
  change({{"over", "repair", "rules night"}});
  EXPECT_THAT(log_.lines, ElementsAre(HasSubstr("rules \"night\" lead round for ever"), refused));
  EXPECT_EQ(first_rule(), "first");
  night("repair", "hang_up");
  EXPECT_EQ(first_rule(), "over");
  EXPECT_THAT(log_.lines.back(), HasSubstr("1 row of table \"treatment\" in force"));
}

TEST_F(StoredRulesTest, ManyRowsAreHeldAgainstEachOtherInTurns) {
  open({{"first", "billing", "hang_up"}});
  std::vector<Row> rows;
  for (int i = 1'000; i < 1'300; ++i)
    rows.push_back({"row " + std::to_string(i), "billing, reason " + std::to_string(i), "hang_up"});
  change(rows);
  EXPECT_EQ(first_rule(), "first");
  run_virtual(loop_, clock_, clock_.now());
  EXPECT_EQ(first_rule(), "row 1000");
}

// With a list and own numbers that are tables, each in its turn.
class StoredNumbersTest : public ::testing::Test {
 protected:
  void open() {
    decisions_.prepare(definitions_, std::string(64, 'a'));
    tables_.emplace(definitions_, decisions_, StoreTables::Surroundings{loop_, log_});
    tables_->open(store_);
  }
  void open_list() {
    definitions_.lists["vip"] = {
        .file = {}, .table = "vip_numbers", .numbers = {}, .position = {"site.lua", 3}};
    open();
  }
  void open_own_numbers() {
    definitions_.own_numbers =
        OwnNumbersDefinition{.file = {}, .table = "own_numbers", .numbers = {}, .position = {"site.lua", 4}};
    open();
  }
  void answer(std::vector<std::string> columns, std::vector<std::vector<DatabaseValue>> rows) {
    store_.answer(std::vector<DatabaseRows>{{std::move(columns), std::move(rows), 0}});
  }
  void answer_again(std::vector<std::string> columns, std::vector<std::vector<DatabaseValue>> rows) {
    pass(std::chrono::milliseconds(1));
    log_.lines.clear();
    tables_->changed("");
    answer(std::move(columns), std::move(rows));
  }
  bool is_vip(const std::string& number) { return definitions_.lists["vip"].numbers->has(number); }
  const OwnNumber* own(const std::string& number) {
    return definitions_.own_numbers->numbers->find(number, Day(std::chrono::days(20'000)));
  }
  void pass(Duration time) { run_virtual(loop_, clock_, clock_.now() + time); }

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  Lines log_;
  testing::SlowStore store_;
  Definitions definitions_;
  Decisions decisions_;
  std::optional<StoreTables> tables_;
};

TEST_F(StoredNumbersTest, AListHasTheNumbersOfItsTable) {
  open_list();
  EXPECT_THAT(store_.asked, ElementsAre("select number from vip_numbers"));
  EXPECT_FALSE(definitions_.lists["vip"].numbers);
  answer({"number"},
         {{std::string("+1 202 555 0143")}, {std::int64_t{110}}, {12025550199.0}, {std::string("+49900*")}});
  EXPECT_THAT(log_.lines, ElementsAre("list \"vip\": 4 rows of table \"vip_numbers\" in force"));
  for (const char* number : {"+12025550143", "110", "12025550199", "+49900123"})
    EXPECT_TRUE(is_vip(number)) << number;
  EXPECT_FALSE(is_vip("+12025550144"));
}

TEST_F(StoredNumbersTest, AWrongRowLeavesAListAsItIs) {
  open_list();
  answer({"number"}, {{std::string("110")}});
  answer_again({"number"}, {{std::string("112")}, {std::string("4x")}, {DatabaseValue{}}});
  EXPECT_THAT(
      log_.lines,
      ElementsAre(HasSubstr("list \"vip\": table \"vip_numbers\", row 2: \"4x\" "),
                  "list \"vip\": table \"vip_numbers\", row 3: there is no number",
                  "list \"vip\": table \"vip_numbers\" is refused for 2 mistakes; the rows in force stay"));
  EXPECT_TRUE(is_vip("110"));
  EXPECT_FALSE(is_vip("112"));
  answer_again({"number"}, {{std::string("112")}});
  EXPECT_THAT(log_.lines, ElementsAre("list \"vip\": 1 row of table \"vip_numbers\" in force"));
  EXPECT_FALSE(is_vip("110"));
}

TEST_F(StoredNumbersTest, AListAsBeforeIsNotTold) {
  open_list();
  answer({"number"}, {{std::string("110")}});
  answer_again({"number"}, {{std::string("110")}});
  EXPECT_THAT(log_.lines, IsEmpty());
}

TEST_F(StoredNumbersTest, ALargeListIsNotReadAgainAtOnce) {
  open_list();
  answer({"number"}, std::vector<std::vector<DatabaseValue>>(100'000, {std::string("110")}));
  pass(Duration{0});
  tables_->changed("vip_numbers");
  tables_->changed("vip_numbers");
  pass(std::chrono::milliseconds(999));
  EXPECT_EQ(store_.asked.size(), 1U);
  pass(std::chrono::milliseconds(2));
  EXPECT_EQ(store_.asked.size(), 2U);
}

TEST_F(StoredNumbersTest, OthersHaveTheirTurnWhileALargeListIsRead) {
  open_list();
  std::vector<std::vector<DatabaseValue>> rows;
  for (int i = 0; i < 100'000; ++i)
    rows.push_back({std::int64_t{200'000 - i}});
  int turns = 0;
  std::function<void()> other = [&] {
    ++turns;
    if (!definitions_.lists["vip"].numbers) loop_.after(Duration{0}, other);
  };
  loop_.after(Duration{0}, other);
  answer({"number"}, std::move(rows));
  EXPECT_FALSE(definitions_.lists["vip"].numbers);
  tables_->changed("");
  pass(Duration{0});
  ASSERT_TRUE(definitions_.lists["vip"].numbers);
  EXPECT_GT(turns, 5);
  EXPECT_EQ(definitions_.lists["vip"].numbers->size(), 100'000U);
  EXPECT_TRUE(is_vip("100001"));
  EXPECT_TRUE(is_vip("200000"));
  EXPECT_FALSE(is_vip("100000"));
  EXPECT_EQ(store_.asked.size(), 1U);  // It rests, and is read again then.
  pass(std::chrono::seconds(2));
  EXPECT_EQ(store_.asked.size(), 2U);
}

TEST_F(StoredNumbersTest, AListThatIsBeingReadIsGivenUp) {
  open_list();
  answer({"number"}, std::vector<std::vector<DatabaseValue>>(50'000, {std::string("110")}));
  tables_.reset();
  pass(std::chrono::seconds(1));
  EXPECT_FALSE(definitions_.lists["vip"].numbers);
}

TEST_F(StoredNumbersTest, OwnNumbersHaveTheColumnsOfTheirFile) {
  open_own_numbers();
  EXPECT_THAT(store_.asked, ElementsAre("select * from own_numbers order by number"));
  answer({"enterprise", "number", "purpose"}, {{std::string("Bank"), std::string("201 - 299"), DatabaseValue{}},
                                               {DatabaseValue{}, std::string("+1202*"), std::string("sales")}});
  EXPECT_THAT(log_.lines, ElementsAre("numbers: 2 rows of table \"own_numbers\" in force"));
  ASSERT_NE(own("250"), nullptr);
  EXPECT_EQ(own("250")->enterprise, "Bank");
  ASSERT_NE(own("+12025550143"), nullptr);
  EXPECT_EQ(own("+12025550143")->purpose, "sales");
  EXPECT_EQ(own("300"), nullptr);
}

TEST_F(StoredNumbersTest, OwnNumbersThatMeetAreRefused) {
  open_own_numbers();
  answer({"number"}, {{std::string("201 - 299")}});
  answer_again({"number"}, {{std::string("201 - 299")}, {std::string("250")}});
  EXPECT_THAT(log_.lines,
              ElementsAre("numbers: table \"own_numbers\", row 2: some of these numbers stand in row 1 too",
                          "numbers: table \"own_numbers\" is refused for 1 mistake; the rows in force stay"));
  answer_again({"number", "purpos"}, {{std::string("300"), DatabaseValue{}}});
  EXPECT_THAT(log_.lines,
              ElementsAre(HasSubstr("numbers: table \"own_numbers\": there is no column 'purpos'; "),
                          HasSubstr("refused")));
  EXPECT_NE(own("250"), nullptr);
  EXPECT_EQ(own("300"), nullptr);
}

TEST_F(StoredNumbersTest, WhoComesEarlyWaitsForNumbersThatAreNotKnownYet) {
  open_list();
  bool went_on = false;
  EXPECT_TRUE(tables_->wait_for_numbers([&] { went_on = true; }));
  store_.answer(Error{"database-away", "it is gone", true});
  pass(Duration{0});
  EXPECT_TRUE(went_on);
  EXPECT_FALSE(tables_->wait_for_numbers([] {}));
  EXPECT_THAT(
      log_.lines,
      ElementsAre("list \"vip\": table \"vip_numbers\" cannot be read: it is gone; the rows in force stay"));
}

TEST_F(StoredNumbersTest, NobodyWaitsForNumbersThatAreKnown) {
  definitions_.lists["vip"] = {.file = {}, .table = "vip_numbers", .numbers = NumberList(), .position = {}};
  open();
  EXPECT_FALSE(tables_->wait_for_numbers([] {}));
}

}  // namespace
}  // namespace tipring::dsl
