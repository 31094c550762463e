#include "runtime/ports/placeholders.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

std::string numbered(std::string_view statement) {
  return with_placeholders(statement, [](std::size_t number) { return "$" + std::to_string(number); });
}

TEST(PlaceholdersTest, QuestionMarksStandForValues) {
  EXPECT_EQ(placeholders("select * from t where a = ? and b in (?, ?)"),
            (std::vector<std::size_t>{26, 38, 41}));
  EXPECT_EQ(numbered("select * from t where a = ? and b in (?, ?)"),
            "select * from t where a = $1 and b in ($2, $3)");
  EXPECT_EQ(numbered("select 1"), "select 1");
}

TEST(PlaceholdersTest, ThoseInTextsNamesAndCommentsDoNot) {
  EXPECT_EQ(numbered("select 'who?', 'it''s ?', ? -- why?\n, ?"), "select 'who?', 'it''s ?', $1 -- why?\n, $2");
  EXPECT_EQ(numbered("select \"a?b\", `c?`, /* ? -- */ ?"), "select \"a?b\", `c?`, /* ? -- */ $1");
  EXPECT_EQ(numbered("select $$what? 'no'$$, $x$ $$?$$ $x$, ?"), "select $$what? 'no'$$, $x$ $$?$$ $x$, $1");
  EXPECT_EQ(numbered("select [order], values[?] from t"), "select [order], values[$1] from t");
}

TEST(PlaceholdersTest, ADoubledOneIsAnOperatorOfTheDatabase) {
  EXPECT_TRUE(placeholders("select data ?? 'key'").empty());
  EXPECT_EQ(numbered("select data ?? 'key', ?"), "select data ? 'key', $1");
}

TEST(PlaceholdersTest, WhatIsNotClosedReachesToTheEnd) {
  EXPECT_EQ(numbered("select ?, 'open ?"), "select $1, 'open ?");
  EXPECT_EQ(numbered("select ?, /* ?"), "select $1, /* ?");
  EXPECT_EQ(numbered("select ?, $tag$ ?"), "select $1, $tag$ ?");
}

}  // namespace
}  // namespace tipring
