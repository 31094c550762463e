#include "adapters/sqlite/migrations.h"

#include "kit.h"
#include <gmock/gmock.h>

namespace tipring::sqlite {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Migrating : ::testing::Test {
  Migrating() {
    auto opened = Connection::open(folder.file("a.db"), Connection::Mode::write);
    EXPECT_TRUE(opened);
    database.emplace(std::move(opened).value());
  }
  std::int64_t number(const char* sql) {
    auto query = database->prepare(sql);
    EXPECT_TRUE(query) << query.error().text;
    EXPECT_TRUE(query && query->step().value());
    return query ? query->whole(0) : -1;
  }

  TemporaryFolder folder;
  std::optional<Connection> database;
};

constexpr Migration first{1, "first", "CREATE TABLE one (n BIGINT); INSERT INTO one VALUES (1);"};
constexpr Migration second{2, "second", "CREATE TABLE two (n BIGINT); INSERT INTO two SELECT n + 1 FROM one;"};
constexpr Migration broken{3, "broken", "INSERT INTO one VALUES (9); INSERT INTO nowhere VALUES (1);"};

TEST_F(Migrating, takes_each_step_once_in_order) {
  ASSERT_TRUE(migrate(*database, {first}));
  ASSERT_TRUE(migrate(*database, {first, second}));
  ASSERT_TRUE(migrate(*database, {first, second}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM one"), 1);
  EXPECT_EQ(number("SELECT n FROM two"), 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM schema_migrations"), 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM schema_migrations WHERE version = 2 AND name = 'second'"), 1);
}

TEST_F(Migrating, takes_nothing_of_a_step_that_fails) {
  const auto failed = migrate(*database, {first, second, broken});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().text, HasSubstr("nowhere"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM one"), 1);
  EXPECT_EQ(number("SELECT MAX(version) FROM schema_migrations"), 2);
}

TEST_F(Migrating, refuses_the_database_of_a_newer_program) {
  ASSERT_TRUE(migrate(*database, {first, second}));
  const auto refused = migrate(*database, {first});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "store-newer");
  EXPECT_THAT(refused.error().text, HasSubstr(folder.file("a.db")));
}

TEST_F(Migrating, are_numbered_from_one_without_gaps) {
  int expected = 0;
  for (const Migration& migration : all_migrations()) {
    EXPECT_EQ(migration.version, ++expected);
    EXPECT_THAT(std::string(migration.name), Not(::testing::IsEmpty()));
  }
  EXPECT_GE(expected, 1);
  EXPECT_TRUE(migrate(*database, all_migrations()));
}

// The same files serve PostgreSQL: nothing that only SQLite understands.
TEST_F(Migrating, speak_plain_sql) {
  for (const Migration& migration : all_migrations()) {
    for (const char* word : {"AUTOINCREMENT", "WITHOUT ROWID", "PRAGMA", "strftime", "datetime(", "ifnull",
                             " BLOB", "INSERT OR"}) {
      EXPECT_THAT(std::string(migration.sql), Not(HasSubstr(word))) << migration.name;
    }
  }
}

}  // namespace
}  // namespace tipring::sqlite
