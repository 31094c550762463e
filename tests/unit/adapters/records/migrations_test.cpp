#include "adapters/records/migrations.h"

#include <gmock/gmock.h>

namespace tipring::records {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Migrations, are_numbered_from_one_without_gaps) {
  int expected = 0;
  for (const Migration& migration : all_migrations()) {
    EXPECT_EQ(migration.version, ++expected);
    EXPECT_THAT(std::string(migration.name), Not(IsEmpty()));
    EXPECT_THAT(statements_of(migration.sql), Not(IsEmpty()));
  }
  EXPECT_GE(expected, 1);
}

// The same files serve SQLite and PostgreSQL: nothing that only one understands, nor what splitting does not.
TEST(Migrations, speak_plain_sql) {
  for (const Migration& migration : all_migrations()) {
    for (const char* word : {"AUTOINCREMENT", "WITHOUT ROWID", "PRAGMA", "strftime", "datetime(", "ifnull",
                             " BLOB", "INSERT OR", "SERIAL", "JSONB", "'", "\"", "$", "/*"}) {
      for (const std::string& statement : statements_of(migration.sql))
        EXPECT_THAT(statement, Not(HasSubstr(word))) << migration.name;
    }
  }
}

TEST(Migrations, are_split_into_statements) {
  EXPECT_THAT(
      statements_of("-- What; it is.\nCREATE TABLE a (\n  n INT  -- one; two\n);\n\nDROP TABLE b; -- end"),
      ElementsAre("CREATE TABLE a (\n  n INT  \n)", "DROP TABLE b"));
  EXPECT_THAT(statements_of("-- nothing"), IsEmpty());
}

}  // namespace
}  // namespace tipring::records
