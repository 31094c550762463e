#include "dsl/site/table_rules.h"

#include <gtest/gtest.h>

#include "dsl/site/table_actions.h"
#include "dsl/site/table_cells.h"

namespace tipring::dsl {
namespace {

using Kind = Comparison::Kind;

const VariableType text_type{};
const VariableType number_type{VariableType::Kind::number, {}};
const VariableType boolean_type{VariableType::Kind::boolean, {}};
const VariableType reason_type{VariableType::Kind::one_of, {"billing", "repair"}};

// What a cell asks, as people read it, and the reason where it is wrong.
std::string asks(const std::string& field, const VariableType& type, DatabaseValue cell) {
  const auto tests = tests_of_cell(field, type, cell);
  if (!tests) return "wrong: " + tests.error().text;
  std::string text;
  for (const CellTest& test : tests.value()) {
    const std::vector<Attribute> attributes{test.attribute};
    text += (text.empty() ? "" : " or ") + to_text(Comparison{0, test.kind, test.values}, attributes);
  }
  return text;
}

TEST(TableCellsTest, WhatACellMayAsk) {
  EXPECT_EQ(asks("reason", reason_type, std::monostate{}), "");
  EXPECT_EQ(asks("reason", reason_type, std::string(" ")), "");
  EXPECT_EQ(asks("reason", reason_type, std::string("-")), "");
  EXPECT_EQ(asks("reason", reason_type, std::string("billing")), "reason is \"billing\"");
  EXPECT_EQ(asks("reason", reason_type, std::string("billing, repair")),
            "reason is \"billing\" or reason is \"repair\"");
  EXPECT_EQ(asks("note", text_type, std::string("\"a, b\"")), "note is \"a, b\"");
  EXPECT_EQ(asks("size", number_type, std::string("> 500")), "size is above 500");
  EXPECT_EQ(asks("size", number_type, std::string(">=500")), "size is at least 500");
  EXPECT_EQ(asks("size", number_type, std::string("10..20")), "size is from 10 to 20");
  EXPECT_EQ(asks("size", number_type, std::int64_t{7}), "size is 7");
  EXPECT_EQ(asks("known", boolean_type, std::int64_t{1}), "known is true");
  EXPECT_EQ(asks("known", boolean_type, std::string("false")), "known is false");
  EXPECT_EQ(asks("caller", text_type, std::int64_t{100}), "caller is \"100\"");
  EXPECT_EQ(asks("caller", text_type, std::string("missing")), "caller is not there");
  EXPECT_NE(asks("caller", text_type, std::string("+1202*, 3??")).find("+1202*"), std::string::npos);
  EXPECT_NE(asks("dialled", text_type, std::string("+4930100..+4930199")).find("+4930199"), std::string::npos);
  EXPECT_NE(asks("caller", text_type, std::string("not on list \"vip\"")).find("vip"), std::string::npos);
  EXPECT_NE(asks("closed", boolean_type, std::string("office")).find("office"), std::string::npos);
}

TEST(TableCellsTest, WhatACellMayNotAsk) {
  EXPECT_EQ(asks("reason", reason_type, std::string("billng")),
            "wrong: \"billng\" is not one of \"billing\" \"repair\", as 'reason' is");
  EXPECT_EQ(asks("size", number_type, std::string("> many")),
            "wrong: \"> many\" compares with no number; expected such as \"> 500\"");
  EXPECT_EQ(asks("size", number_type, std::string("20..10")),
            "wrong: \"20..10\" is no range; expected such as 10..20");
  EXPECT_EQ(asks("known", boolean_type, std::int64_t{2}), "wrong: \"2\" is not true or false, as 'known' is");
  for (const char* cell : {"a,,b", "+49..+4930", "1*2", ">", "<=", ".."})
    EXPECT_TRUE(asks("caller", text_type, std::string(cell)).starts_with("wrong: ")) << cell;
}

class TableRulesTest : public ::testing::Test {
 protected:
  TableRulesTest() {
    definitions_.dialogs["gold"];
    definitions_.dialogs["desk"];
    definitions_.phones["100"];
    definitions_.trunks["carrier"];
    definitions_.rules["night"];
    definitions_.variables = {{"reason", reason_type}, {"customer.tier", text_type}, {"size", number_type}};
    site_.rules.name = "treatments";
    site_.table = "call_treatments";
  }

  std::string goes(std::string_view text) {
    const auto action = action_of_cell(definitions_, text);
    return action ? to_text(action.value()) : "wrong: " + action.error().text;
  }

  TableRules read(std::vector<std::string> columns, std::vector<std::vector<DatabaseValue>> rows) {
    return read_table_rules(definitions_, site_, {std::move(columns), std::move(rows), 0});
  }

  // The mistakes, a line each.
  std::string wrong(std::vector<std::string> columns, std::vector<std::vector<DatabaseValue>> rows) {
    std::string lines;
    for (const TableMistake& mistake : read(std::move(columns), std::move(rows)).mistakes)
      lines += mistake.row + ": " + mistake.text + "\n";
    return lines;
  }

  Definitions definitions_;
  RulesDefinition site_;
};

std::string t(const char* text) {
  return text;
}

TEST_F(TableRulesTest, WhereARowMaySendContacts) {
  for (const char* text :
       {"dialog \"gold\"", "rules \"night\"", "phone \"100\"", "trunk(\"carrier\", \"+12025550143\")",
        "\"sip:ann@192.0.2.7\"", "redirect(\"sip:ann@192.0.2.7\")"})
    EXPECT_EQ(goes(text), text);
  EXPECT_EQ(goes("dialog gold"), "dialog \"gold\"");
  EXPECT_EQ(goes("trunk carrier +1 202 555 0143"), "trunk(\"carrier\", \"+1 202 555 0143\")");
  EXPECT_EQ(goes("reject 486 All lines are busy"), "reject(486, \"All lines are busy\")");
  EXPECT_EQ(goes("reject(404)"), "reject(404)");
  EXPECT_EQ(goes("hang_up"), "hang_up()");
  EXPECT_EQ(goes("hang_up()"), "hang_up()");
}

TEST_F(TableRulesTest, WhereNoRowMay) {
  EXPECT_EQ(goes("dialog goldd"), "wrong: there is no dialog \"goldd\"; did you mean 'gold'?");
  EXPECT_EQ(
      goes("dialg gold"),
      "wrong: \"dialg gold\" is nowhere to go: dialog NAME, rules NAME, phone NAME, trunk NAME NUMBER, a URI, "
      "reject STATUS, redirect URI and hang_up are; did you mean 'dialog'?");
  for (const char* text : {"", "reject 200", "reject often", "trunk carrier", "trunk nobody 110",
                           "redirect ann", "phone 999", "rules noon", "hang_up now", "\"", "(", "dialog"})
    EXPECT_TRUE(goes(text).starts_with("wrong: ")) << text << ": " << goes(text);
}

// One number of one country.
class OneNumber final : public NumberPlan {
 public:
  std::vector<std::string> regions() const override { return {"US"}; }
  std::optional<std::string> international(std::string_view text, std::string_view /*region*/) const override {
    if (text == "2025550143") return "+12025550143";
    return std::nullopt;
  }
  Result<NumberDetails> look_up(std::string_view text, std::string_view /*region*/) const override {
    return Error{"bad-number", std::string(text)};
  }
};

TEST_F(TableRulesTest, WithARegionNumbersAreComparedHoweverTheyAreDialled) {
  const OneNumber plan;
  definitions_.number_form = NumberForm(plan, "US");
  const TableRules read = this->read({"name", "dialled", "go"}, {{t("us"), t("2025550143"), t("dialog gold")},
                                                                 {t("desk"), t("3??"), t("dialog desk")}});
  ASSERT_TRUE(read.mistakes.empty()) << read.mistakes.front().text;
  EXPECT_EQ(to_text(read.rules.rules.front().when, read.rules.attributes, {}),
            "dialled (international) is \"+12025550143\"");
  EXPECT_EQ(to_text(read.rules.rules.back().when, read.rules.attributes, {}), "dialled is a number 3??");
}

TEST_F(TableRulesTest, RowsAreRules) {
  const TableRules read = this->read(
      {"name", "customer_tier", "reason", "go", "priority", "note", "set_reason"},
      {{t("gold"), t("gold"), std::monostate{}, t("dialog gold"), std::int64_t{80}, t("the best"), t("repair")},
       {t("bills"), t("-"), t("billing, repair"), t("dialog desk"), std::monostate{}, std::monostate{},
        std::monostate{}}});
  ASSERT_TRUE(read.mistakes.empty()) << read.mistakes.front().text;
  ASSERT_EQ(read.rules.rules.size(), 2U);
  const Rule& gold = read.rules.rules.front();
  EXPECT_EQ(to_text(gold.when, read.rules.attributes, {}), "customer.tier is \"gold\"");
  EXPECT_EQ(gold.outcome.priority, 80);
  EXPECT_EQ(gold.outcome.note, "the best");
  EXPECT_EQ(gold.outcome.set.at("reason"), FieldValue{t("repair")});
  EXPECT_EQ(to_text(read.rules.rules.back().when, read.rules.attributes, {}),
            "reason is one of \"billing\", \"repair\"");
}

TEST_F(TableRulesTest, QueuesAreGoneToAndAskedAbout) {
  definitions_.queues["billing"];
  definitions_.skills["spanish"];
  definitions_.skills["repair"];
  const TableRules read =
      this->read({"name", "queue_billing_waiting", "go", "priority", "needs"},
                 {{t("full"), t("> 10"), t("dialog desk"), {}, {}},
                  {t("gold"), t("<= 10"), t("queue billing"), std::int64_t{80}, t("spanish 3, repair")}});
  ASSERT_THAT(read.mistakes, IsEmpty());
  const RuleSetDefinition& set = read.rules;
  EXPECT_EQ(to_text(set.rules.front().when, set.attributes, {}), "queue \"billing\" waiting is above 10");
  EXPECT_EQ(to_text(*set.rules.back().outcome.go), "queue \"billing\"");
  EXPECT_EQ(set.rules.back().outcome.needs,
            (std::map<std::string, int, std::less<>>{{"repair", 1}, {"spanish", 3}}));
  EXPECT_EQ(
      wrong({"name", "queue_biling_waiting", "go"}, {}),
      ": the column 'queue_biling_waiting' is neither an attribute of contacts nor a declared variable\n");
  EXPECT_EQ(wrong({"name", "reason", "go", "needs"}, {{t("a"), t("billing"), t("queue biling"), {}},
                                                      {t("b"), t("billing"), t("hang_up"), t("spanis 3")},
                                                      {t("c"), t("billing"), t("hang_up"), t("spanish 11")}}),
            "a: go: there is no queue \"biling\"; did you mean 'billing'?\n"
            "b: needs: there is no skill \"spanis\"; did you mean 'spanish'?\n"
            "c: needs: of \"spanish\" a proficiency from 1 to 10 is needed, not 11\n");
}

TEST_F(TableRulesTest, EveryKindOfWrongTable) {
  EXPECT_EQ(wrong({"name", "reasn", "go"}, {}),
            ": the column 'reasn' is neither an attribute of contacts nor a declared variable; did you mean "
            "'reason'?\n");
  EXPECT_EQ(wrong({"reason"}, {}), ": there is no column 'name'\n: there is no column 'go'\n");
  EXPECT_EQ(wrong({"name", "go", "set_colour"}, {}),
            ": the column 'set_colour' sets 'colour', which is no declared variable\n");
  // It hides no row that is wrong, and makes none wrong.
  EXPECT_EQ(
      wrong({"name", "reasn", "go"}, {{t("a"), t("billing"), t("hang_up")}, {t("b"), {}, t("dialog nobody")}}),
      ": the column 'reasn' is neither an attribute of contacts nor a declared variable; did you mean "
      "'reason'?\nb: go: there is no dialog \"nobody\"\n");
}

TEST_F(TableRulesTest, EveryKindOfWrongRow) {
  EXPECT_EQ(wrong({"name", "reason", "go", "priority", "set_size", "always"},
                  {{std::monostate{}, t("billing"), t("hang_up"), {}, {}, {}},
                   {t("a"), t("billing"), t("hang_up"), t("high"), {}, {}},
                   {t("a"), t("billing"), t("hang_up"), {}, {}, {}},
                   {t("b"), t("-"), t("hang_up"), {}, {}, {}},
                   {t("c"), t("billing"), {}, {}, {}, {}},
                   {t("d"), t("colour"), t("dialog nobody"), {}, {}, {}},
                   {t("e"), t("billing"), t("hang_up"), {}, t("large"), {}},
                   {t("f"), t("billing"), t("hang_up"), {}, {}, true},
                   {t("g"), t("on list vip"), t("hang_up"), {}, {}, {}}}),
            "row 1: it has no name\n"
            "a: priority: it is no number\n"
            "a: the name stands twice\n"
            "b: it asks nothing: a rule for every contact has a column always that is true\n"
            "c: go: it is empty; it must say where the contact goes, such as dialog NAME\n"
            "d: reason: \"colour\" is not one of \"billing\" \"repair\", as 'reason' is\n"
            "d: go: there is no dialog \"nobody\"\n"
            "e: set_size: \"large\" is not a number\n"
            "f: it is always to hold, and asks something, too\n"
            "g: reason: there is no list \"vip\"\n");
}

TEST_F(TableRulesTest, RowsStandByPositionThenByName) {
  const DatabaseRows rows = rule_rows_in_order({{"name", "position"},
                                                {{t("d"), std::monostate{}},
                                                 {t("c"), std::int64_t{2}},
                                                 {t("b"), std::int64_t{2}},
                                                 {t("a"), std::int64_t{10}}},
                                                0});
  std::string order;
  for (const auto& row : rows.rows)
    order += std::get<std::string>(row.front());
  EXPECT_EQ(order, "bcad");
}

}  // namespace
}  // namespace tipring::dsl
