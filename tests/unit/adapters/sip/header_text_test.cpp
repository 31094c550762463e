#include "adapters/sip/header_text.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(HeaderTextTest, NoTextStartsALineOfItsOwn) {
  EXPECT_EQ(one_line("a\r\nVia: evil"), "a  Via: evil");
  EXPECT_EQ(one_line(std::string_view("a\0b\x7f", 4)), "a b ");
}

TEST(HeaderTextTest, QuotedStringsGoThereAndBack) {
  EXPECT_EQ(quoted(R"(say "hi" \o/)"), R"("say \"hi\" \\o/")");
  EXPECT_EQ(unquoted(quoted(R"(say "hi" \o/)")), R"(say "hi" \o/)");
  EXPECT_EQ(unquoted("token"), "token");
  EXPECT_EQ(unquoted("\""), "\"");
  EXPECT_EQ(unquoted(R"("ends in \")"), "ends in \\");
}

TEST(HeaderTextTest, AddsHeaderFieldsOfAScript) {
  std::vector<std::string> refused;
  EXPECT_EQ(additional_headers({{"X-Queue", "billing"}, {"Subject", "two\r\nlines"}}, refused),
            "X-Queue: billing\r\nSubject: two  lines\r\n");
  EXPECT_THAT(refused, IsEmpty());
}

TEST(HeaderTextTest, RefusesHeaderFieldsThatWouldBreakTheMessage) {
  std::vector<std::string> refused;
  EXPECT_EQ(
      additional_headers(
          {{"via", "x"}, {"F", "x"}, {"Content-Length", "0"}, {"X Y", "z"}, {"", "z"}, {"X:\r\nVia", "z"}},
          refused),
      "");
  EXPECT_THAT(refused, ElementsAre("via", "F", "Content-Length", "X Y", "", "X:  Via"));
}

TEST(HeaderTextTest, NamesAParty) {
  EXPECT_EQ(name_addr_of({}, "192.0.2.1:5060"), "<sip:tipring@192.0.2.1:5060>");
  EXPECT_EQ(name_addr_of({"100", "", "Front Desk", ""}, "192.0.2.1"), R"("Front Desk" <sip:100@192.0.2.1>)");
  EXPECT_EQ(name_addr_of({"100", "example.com", "", ""}, "192.0.2.1"), "<sip:100@example.com>");
  EXPECT_EQ(name_addr_of({"100", "example.com", "", "sip:100@example.com;user=phone"}, "192.0.2.1"),
            "<sip:100@example.com;user=phone>");
}

TEST(HeaderTextTest, NoPartyBreaksOutOfItsUri) {
  EXPECT_EQ(name_addr_of({"100", "h>;tag=1\r\nX: y", "", ""}, "own"), "<sip:100@h;tag=1X:y>");
}

}  // namespace
}  // namespace tipring::sip
