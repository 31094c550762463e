// `tipring check` on what sites read from the store that made_by makes.

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/commands/checked_site.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StoreCheckTest : public CheckedSite {
 protected:
  // Of a rule set that is such a table, and another that is not.
  std::vector<std::string> of_rows(const std::string& rows, int exit_code = 5) {
    std::ofstream(folder_.file("made.sql"))
        << "create table treatment (name text, position integer, reason text, always boolean, go text);\n"
           "insert into treatment values\n"
        << rows << ";\n";
    return findings(
        "variables { reason = text }\nstore { sqlite = \"x.db\", made_by = \"made.sql\" }\n"
        "rules \"inbound\" { { \"all\", when = { reason = \"sales\" }, go = rules \"treatments\" }, otherwise "
        "= "
        "reject(404) }\n"
        "rules \"treatments\" { from = db.table \"treatment\", otherwise = reject(404) }",
        exit_code);
  }
};

TEST_F(StoreCheckTest, RowsInOrderHaveNothingAgainstThem) {
  EXPECT_THAT(of_rows("('one', 1, 'billing', null, 'hang_up'), ('rest', 2, null, 1, 'reject 486')", 0),
              IsEmpty());
}

TEST_F(StoreCheckTest, AWrongRowIsToldOnce) {
  const auto ended = check(
      "store { sqlite = \"x.db\", made_by = \"made.sql\" }\nrules \"r\" { from = db.table \"t\", otherwise = "
      "reject(404) }");
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(
      of_rows("('one', 1, 'billing', null, 'dialog nowhere')"),
      ElementsAre(AllOf(HasSubstr("4 rules \"treatments\": table \"treatment\", row \"one\", column \"go\": "),
                        HasSubstr("there is no dialog"))));
  EXPECT_THAT(check("variables { reason = text }\nstore { sqlite = \"x.db\", made_by = \"made.sql\" }\n"
                    "rules \"treatments\" { from = db.table \"treatment\", otherwise = reject(404) }")
                  .err,
              IsEmpty());
}

TEST_F(StoreCheckTest, ARowThatNeverDecidesIsTold) {
  EXPECT_THAT(
      of_rows("('all', 0, null, 1, 'hang_up'), ('one', 1, 'billing', null, 'hang_up')"),
      ElementsAre(
          "4 rules \"treatments\": table \"treatment\", row \"one\": it never decides: row \"all\" holds "
          "whenever it does, and comes first"));
}

TEST_F(StoreCheckTest, ARingThroughRowsIsTold) {
  EXPECT_THAT(
      of_rows("('one', 1, 'sales', null, 'rules inbound')"),
      ElementsAre("4 rules \"inbound\" lead round for ever: to rules \"treatments\" (site.lua:3), and back to "
                  "rules \"inbound\" (table \"treatment\", row \"one\"); so goes a contact with reason = "
                  "\"sales\""));
}

TEST_F(StoreCheckTest, NumbersOfTablesAreRead) {
  const std::string site =
      "store { sqlite = \"x.db\", made_by = \"made.sql\" }\n"
      "list \"vip\" { from = db.table \"vip_numbers\" }\n"
      "numbers { from = db.table \"own_numbers\" }\n"
      "rules \"r\" { { \"sales\", when = { caller = on_list \"vip\", number = { purpose = \"sales\" } }, go = "
      "reject(486) }, otherwise = reject(404) }";
  const std::string tables =
      "create table vip_numbers (number text, name text);\n"
      "create table own_numbers (number text, enterprise text, purpose text, \"from\" text, \"to\" text);\n";
  std::ofstream(folder_.file("made.sql"))
      << tables << "insert into vip_numbers values ('+12025550101', 'Ann');\n"
      << "insert into own_numbers values ('201 - 299', null, 'sales', '2026-01-01', null);";
  EXPECT_THAT(findings(site, 0), IsEmpty());
  std::ofstream(folder_.file("made.sql")) << tables << "insert into vip_numbers values ('nobody at 5', null);\n"
                                          << "insert into own_numbers values ('299', null, null, null, null), "
                                             "('201 - 299', null, null, null, null);";
  EXPECT_THAT(findings(site),
              ElementsAre("3 numbers: table \"own_numbers\", row 2: some of these numbers stand in row 1 too",
                          HasSubstr("2 list \"vip\": table \"vip_numbers\", row 1: ")));
}

TEST_F(StoreCheckTest, TablesOfNumbersMustBeThere) {
  std::ofstream(folder_.file("made.sql")) << "create table vip (phone text);";
  EXPECT_THAT(findings("store { sqlite = \"x.db\", made_by = \"made.sql\" }\n"
                       "list \"vip\" { from = db.table \"vip\" }\nnumbers { from = db.table \"own\" }"),
              ElementsAre(AllOf(HasSubstr("3 numbers: "), HasSubstr("no such table: own")),
                          AllOf(HasSubstr("2 list \"vip\": "), HasSubstr("no such column: number"))));
}

TEST_F(StoreCheckTest, NumbersComeFromAFileOrATable) {
  EXPECT_THAT(findings("numbers()"), ElementsAre(HasSubstr("1 numbers: needs either a file")));
  EXPECT_THAT(findings("numbers \"own_numbers\""), ElementsAre(AllOf(HasSubstr("\"own_numbers\" is no table"),
                                                                     HasSubstr("db.table \"own_numbers\""))));
  EXPECT_THAT(findings("list \"vip\" { from = 7 }"),
              ElementsAre(HasSubstr("from must be a file, \"numbers.csv\", or db.table \"name\"")));
}

TEST_F(StoreCheckTest, ColumnsOfCustomersMustBeThere) {
  std::ofstream(folder_.file("made.sql")) << "create table client (id integer, phone text);";
  EXPECT_THAT(
      findings("store { sqlite = \"x.db\", made_by = \"made.sql\" }\n"
               "customers { from = \"client\", key = { phone = \"phone\", id = \"id\" }, columns = { tier = "
               "text } }"),
      ElementsAre(AllOf(HasSubstr("2 customers from \"client\": "), HasSubstr("no such column: tier"))));
}

TEST_F(StoreCheckTest, ScriptsReadTheColumnsThatAreNamed) {
  const std::string site =
      "customers { from = \"client\", key = { phone = \"phone\" }, columns = { tier = text } }\n"
      "dialog \"greeting\" (function(call)\n"
      "  local customer = customers.by_phone(call.caller)\n"
      "  call:say(customer.known and customer.tier, call.customer.";
  EXPECT_THAT(findings(site + "tier) return hang_up() end)", 0), IsEmpty());
  EXPECT_THAT(findings(site + "teir) return hang_up() end)"),
              ElementsAre("4 a customer has no attribute or column 'teir'; did you mean 'tier'?"));
}

TEST_F(StoreCheckTest, AMistakeOfMadeByIsToldWithItsLine) {
  std::ofstream(folder_.file("made.sql")) << "create table one (a);\n\ncreate table\n  two (b;\n";
  EXPECT_THAT(findings("store { sqlite = \"x.db\", made_by = \"made.sql\" }"),
              ElementsAre(HasSubstr("1 the store cannot be made by made.sql: line 4: ")));
}

}  // namespace
}  // namespace tipring::testing
