#include "adapters/sqlite/connection.h"

#include <fstream>

#include <gmock/gmock.h>

#include "tests/kit/temporary_folder.h"

namespace tipring::sqlite {
namespace {

using ::tipring::testing::TemporaryFolder;

using ::testing::HasSubstr;

TEST(Connection, keeps_what_statements_bind) {
  const TemporaryFolder folder;
  auto database = Connection::open(folder.file("a.db"), Connection::Mode::write);
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->execute("CREATE TABLE t (n BIGINT, s TEXT, m BIGINT)"));
  auto insert = database->prepare("INSERT INTO t VALUES (?1, ?2, ?3)");
  ASSERT_TRUE(insert);
  for (const auto& maybe : {std::optional<std::int64_t>(INT64_MIN), std::optional<std::int64_t>()}) {
    insert->bind(1, std::int64_t{INT64_MAX});
    insert->bind(2, std::string_view("quote ' and \xc3\xb8"));
    insert->bind(3, maybe);
    ASSERT_TRUE(insert->run());
  }
  auto query = database->prepare("SELECT n, s, m FROM t ORDER BY rowid");
  ASSERT_TRUE(query);
  ASSERT_TRUE(query->step().value());
  EXPECT_EQ(query->whole(0), INT64_MAX);
  EXPECT_EQ(query->text(1), "quote ' and \xc3\xb8");
  EXPECT_EQ(query->maybe_whole(2), INT64_MIN);
  ASSERT_TRUE(query->step().value());
  EXPECT_EQ(query->maybe_whole(2), std::nullopt);
  EXPECT_FALSE(query->step().value());
}

TEST(Connection, rolls_back_what_is_not_committed) {
  const TemporaryFolder folder;
  auto database = Connection::open(folder.file("a.db"), Connection::Mode::write);
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->execute("CREATE TABLE t (n BIGINT)"));
  for (const bool commit : {false, true, false}) {
    auto transaction = Transaction::begin(database.value());
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(database->execute("INSERT INTO t VALUES (1)"));
    if (!commit) continue;
    ASSERT_TRUE(transaction->commit());
  }
  auto count = database->prepare("SELECT COUNT(*) FROM t");
  ASSERT_TRUE(count->step().value());
  EXPECT_EQ(count->whole(0), 1);
}

TEST(Connection, says_what_is_wrong_and_where) {
  const TemporaryFolder folder;
  const auto missing = Connection::open(folder.file("none.db"), Connection::Mode::read);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "store-missing");
  EXPECT_THAT(missing.error().text, HasSubstr(folder.file("none.db")));

  std::ofstream(folder.file("text.db")) << std::string(4096, 'x');
  auto text = Connection::open(folder.file("text.db"), Connection::Mode::write);
  ASSERT_TRUE(text);
  const auto refused = text->execute("CREATE TABLE t (n BIGINT)");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "store-damaged");
  EXPECT_FALSE(refused.error().retryable);

  auto database = Connection::open(folder.file("a.db"), Connection::Mode::write);
  const auto mistaken = database->prepare("SELECT n FROM nowhere");
  ASSERT_FALSE(mistaken);
  EXPECT_EQ(mistaken.error().code, "store-error");
  EXPECT_THAT(mistaken.error().text, HasSubstr("nowhere"));
}

TEST(Connection, refuses_a_second_writer_in_time) {
  const TemporaryFolder folder;
  auto first = Connection::open(folder.file("a.db"), Connection::Mode::write);
  auto second = Connection::open(folder.file("a.db"), Connection::Mode::write);
  ASSERT_TRUE(first && second);
  auto held = Transaction::begin(first.value());
  ASSERT_TRUE(held);
  const auto refused = Transaction::begin(second.value());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "store-busy");
  EXPECT_TRUE(refused.error().retryable);
}

}  // namespace
}  // namespace tipring::sqlite
