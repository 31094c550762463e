#include "runtime/base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using testing::ElementsAre;

struct Read {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;
  std::vector<std::string> mistakes;  // "3: why"
};

Read read(std::string_view text) {
  Read all;
  CsvReader reader(text);
  CsvRow row;
  for (;;) {
    const auto more = reader.next(row);
    if (!more) {
      all.mistakes.push_back(std::to_string(row.line) + ": " + more.error().text);
      continue;
    }
    if (!more.value()) return all;
    all.rows.push_back(row.fields);
    all.lines.push_back(row.line);
  }
}

TEST(CsvTest, ReadsRowsWhateverEndsTheirLines) {
  const Read found = read("+1202,Ann\r\n+1203,\n,\n+1204");
  EXPECT_THAT(found.rows, ElementsAre(ElementsAre("+1202", "Ann"), ElementsAre("+1203", ""),
                                      ElementsAre("", ""), ElementsAre("+1204")));
  EXPECT_THAT(found.mistakes, ElementsAre());
}

TEST(CsvTest, QuotationMarksKeepCommasLinesAndThemselves) {
  const Read found = read("\"a, b\",\"say \"\"hi\"\"\"\n \"two\nlines\" , \" c \" # why\nnext\n");
  EXPECT_THAT(found.rows, ElementsAre(ElementsAre("a, b", "say \"hi\""), ElementsAre("two\nlines", " c "),
                                      ElementsAre("next")));
  EXPECT_THAT(found.lines, ElementsAre(1U, 2U, 4U));
}

TEST(CsvTest, LeavesOutCommentsBlanksAndTheByteOrderMark) {
  const Read found = read("\xef\xbb\xbf# all of them\n\n  \t\n  # none\n +1 202 , sales #1\nroom#2\t# x\n");
  EXPECT_THAT(found.rows, ElementsAre(ElementsAre("+1 202", "sales"), ElementsAre("room#2")));
  EXPECT_THAT(found.lines, ElementsAre(5U, 6U));
}

TEST(CsvTest, TellsWhichRowIsNoneAndReadsOn) {
  const Read found = read("a\n\"b\"c\nd\"e\nf\n\xff\ng\n\"never\nclosed");
  EXPECT_THAT(found.rows, ElementsAre(ElementsAre("a"), ElementsAre("f"), ElementsAre("g")));
  EXPECT_THAT(found.mistakes,
              ElementsAre(testing::StartsWith("2: after a closing quotation mark"),
                          testing::StartsWith("3: a quotation mark stands amid"),
                          testing::StartsWith("5: it is no text"), testing::HasSubstr("never closed")));
}

TEST(CsvTest, NothingHasNoRows) {
  EXPECT_TRUE(read("").rows.empty());
  EXPECT_TRUE(read("\n\r\n# only a comment").rows.empty());
}

}  // namespace
}  // namespace tipring
