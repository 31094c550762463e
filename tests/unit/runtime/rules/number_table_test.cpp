#include "runtime/rules/number_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/rules/own_numbers.h"

namespace tipring {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Reads national numbers as if 1 and eleven digits were those of every country.
class SmallPlan final : public NumberPlan {
 public:
  std::vector<std::string> regions() const override { return {"US"}; }
  std::optional<std::string> international(std::string_view text, std::string_view /*region*/) const override {
    std::string digits;
    for (const char letter : text)
      if (letter >= '0' && letter <= '9') digits += letter;
    if (digits.size() != 10) return std::nullopt;
    return "+1" + digits;
  }
  Result<NumberDetails> look_up(std::string_view /*text*/, std::string_view /*region*/) const override {
    return Error{"bad-number", "not asked"};
  }
};

std::vector<std::string> told(const std::vector<RowMistake>& mistakes) {
  std::vector<std::string> lines;
  for (const RowMistake& mistake : mistakes)
    lines.push_back(std::to_string(mistake.line) + ": " + mistake.text);
  return lines;
}

constexpr Day day(int year, unsigned month, unsigned of_month) {
  return Day(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(of_month));
}
constexpr Day today = day(2026, 11, 26);

TEST(NumberListTableTest, ReadsTheFirstColumnOfEveryRow) {
  const auto table = read_number_list("number,why\n+1 (202) 555-0143,rude # twice\n\"+49900*\"\n110\n", {});
  EXPECT_THAT(told(table.mistakes), IsEmpty());
  EXPECT_EQ(table.list.size(), 3U);
  EXPECT_TRUE(table.list.has("+12025550143"));
  EXPECT_TRUE(table.list.has("+4990017"));
  EXPECT_TRUE(table.list.has("110"));
}

TEST(NumberListTableTest, TellsEachRowThatIsNoNumber) {
  const auto table = read_number_list(
      "+1202\nann\n,none\n*\n+49??\n201 - 299\n0800-1234\n12345678901234567890123456789012\n\"x\n", {});
  EXPECT_THAT(told(table.mistakes),
              ElementsAre(HasSubstr("2: \"ann\" is no number: digits, perhaps"), "3: there is no number",
                          HasSubstr("4: \"*\" is every number"), HasSubstr("5: \"+49??\" is no number"),
                          HasSubstr("6: \"201 - 299\" is a range: lists have"),
                          HasSubstr("7: \"0800-1234\" may be a number or a range"),
                          HasSubstr("8: \"12345678901234567890123456789012\" is too long"),
                          HasSubstr("9: the quotation mark")));
}

TEST(NumberListTableTest, ManyMistakesAreToldTogether) {
  std::string csv;
  for (int i = 0; i < 100; ++i)
    csv += "+1x\n";
  const auto table = read_number_list(csv, {});
  ASSERT_EQ(table.mistakes.size(), most_row_mistakes + 1);
  EXPECT_EQ(told(table.mistakes).back(), "21: here and below are further mistakes");
}

TEST(NumberListTableTest, InARegionNumbersMeetInEveryForm) {
  const SmallPlan plan;
  const NumberForm form(plan, "US");
  const auto table = read_number_list("(202) 555-0143\n+1 900*\n110\n", form);
  EXPECT_THAT(told(table.mistakes), IsEmpty());
  for (const std::string_view text : {"2025550143", "202-555-0143", "+12025550143", "+1-202-555-0143", "110"})
    EXPECT_TRUE(table.list.has(form.of(text))) << text;
  for (const std::string_view text : {"2025550144", "ann", "", "anonymous", "+1"})
    EXPECT_FALSE(table.list.has(form.of(text))) << text;
  EXPECT_THAT(told(read_number_list("0900*\n", form).mistakes),
              ElementsAre(HasSubstr("1: \"0900*\" is no beginning of international numbers")));
}

TEST(OwnNumbersTest, FindsTheRowOfANumber) {
  const auto table = read_own_numbers(
      "number,enterprise,purpose,from,to\n"
      "+12025550100,Bank,billing,,\n"
      "+12025550110 - +12025550119,Bank,repair\n"
      "+4930123*,Bank AG,\"sales, Berlin\"\n"
      "201 - 299,,desks\n",
      {});
  ASSERT_THAT(told(table.mistakes), IsEmpty());
  const auto purpose = [&](std::string_view number) -> std::string {
    const OwnNumber* found = table.numbers.find(number, today);
    return found == nullptr ? "none" : found->purpose;
  };
  EXPECT_EQ(purpose("+12025550100"), "billing");
  EXPECT_EQ(purpose("+12025550110"), "repair");
  EXPECT_EQ(purpose("+12025550115"), "repair");
  EXPECT_EQ(purpose("+12025550119"), "repair");
  EXPECT_EQ(purpose("+4930123"), "sales, Berlin");
  EXPECT_EQ(purpose("+493012345"), "sales, Berlin");
  EXPECT_EQ(purpose("250"), "desks");
  for (const std::string_view number : {"+12025550120", "+12025550101", "+1202555011", "+120255501150",
                                        "+493012", "2500", "25", "200", "300", "ann", ""})
    EXPECT_EQ(purpose(number), "none") << number;
  EXPECT_EQ(table.numbers.find("+4930123", today)->enterprise, "Bank AG");
}

TEST(OwnNumbersTest, NumbersAreOursFromDayToDay) {
  const auto table = read_own_numbers(
      "+12025550100,Old,,,2026-11-25\n+12025550100,New,,2026-11-26,2026-12-31\n+12025550100,Next,,2027-02-01\n",
      {});
  ASSERT_THAT(told(table.mistakes), IsEmpty());
  const auto owner = [&](Day on) -> std::string {
    const OwnNumber* found = table.numbers.find("+12025550100", on);
    return found == nullptr ? "none" : found->enterprise;
  };
  EXPECT_EQ(owner(day(2020, 1, 1)), "Old");
  EXPECT_EQ(owner(day(2026, 11, 25)), "Old");
  EXPECT_EQ(owner(day(2026, 11, 26)), "New");
  EXPECT_EQ(owner(day(2026, 12, 31)), "New");
  EXPECT_EQ(owner(day(2027, 1, 15)), "none");
  EXPECT_EQ(owner(day(2030, 1, 1)), "Next");
}

TEST(OwnNumbersTest, RangesThatMeetAreToldByTheirLines) {
  const auto table = read_own_numbers(
      "+12025550100 - +12025550199\n+12025550150\n+4930*\n+49301234\n+493012*\n"
      "+12025550190 - +12025550210\n+12025550300,,,2026-01-01,2026-06-30\n+12025550300,,,2026-06-30\n"
      "201 - 299\n2010 - 2990\n",
      {});
  EXPECT_THAT(told(table.mistakes),
              ElementsAre("2: some of these numbers stand in line 1 too",
                          "4: some of these numbers stand in line 3 too",
                          "5: some of these numbers stand in line 3 too",
                          "6: some of these numbers stand in line 1 too",
                          "8: these numbers stand in line 7 too, for some of the same days"));
}

TEST(OwnNumbersTest, BadRowsAreToldByTheirLines) {
  const auto table = read_own_numbers(
      "number,purpose,from,to\n+1202,a,b,c,d\nann\n+1202,,30.11.2026\n+1202,,2026-02-29\n"
      "+1202,,2026-12-01,2026-11-30\n299 - 201\n201 - 2999\n+1202 - 1209\n2025550100-2025550199,ok\n",
      {});
  EXPECT_THAT(told(table.mistakes),
              ElementsAre(HasSubstr("2: it has 5 columns, and not 4"), HasSubstr("3: \"ann\" is no number"),
                          HasSubstr("4: \"30.11.2026\" is no day"), HasSubstr("5: \"2026-02-29\" is no day"),
                          HasSubstr("6: it is ours to 2026-11-30, which is before"),
                          HasSubstr("7: \"299 - 201\" is no range: it ends"),
                          HasSubstr("8: \"201 - 2999\" is no range: both ends"),
                          HasSubstr("9: \"+1202 - 1209\" is no range: both ends")));
}

TEST(OwnNumbersTest, ColumnsAreKnownByTheirNames) {
  const auto table = read_own_numbers("Purpose, Number\nbilling, +12025550100\n", {});
  ASSERT_THAT(told(table.mistakes), IsEmpty());
  EXPECT_EQ(table.numbers.find("+12025550100", today)->purpose, "billing");
  EXPECT_THAT(told(read_own_numbers("number,purpos\n+1202,x\n", {}).mistakes),
              ElementsAre(HasSubstr(
                  "1: there is no column 'purpos'; there are number, enterprise, purpose, from and to; "
                  "did you mean 'purpose'")));
  EXPECT_THAT(told(read_own_numbers("purpose,to\n", {}).mistakes), ElementsAre("1: no column is named number"));
  EXPECT_THAT(told(read_own_numbers("number,number\n", {}).mistakes),
              ElementsAre("1: the column 'number' stands twice"));
}

}  // namespace
}  // namespace tipring
