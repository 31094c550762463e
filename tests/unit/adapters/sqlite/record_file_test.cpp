#include "adapters/sqlite/record_file.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/kit/temporary_folder.h"

namespace tipring::sqlite {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Mode = DatabasePlace::Mode;

struct RecordFileTest : ::testing::Test {
  std::unique_ptr<DatabaseConnection> open(Mode mode = Mode::write) { return place.open(mode).value(); }
  static DatabaseRequest statement(const char* text) { return {.statements = {{text}}}; }

  ::tipring::testing::TemporaryFolder folder;
  RecordFile place{folder.file("a.db")};
};

TEST_F(RecordFileTest, is_for_the_owner_and_the_group) {
  open();
  const auto others = std::filesystem::perms::others_all;
  EXPECT_EQ(std::filesystem::status(place.name()).permissions() & others, std::filesystem::perms::none);
}

TEST_F(RecordFileTest, is_missing_for_who_reads_before_it_is_written) {
  const auto missing = place.open(Mode::read);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "store-missing");
}

TEST_F(RecordFileTest, is_read_while_somebody_writes) {
  ASSERT_TRUE(open()->run(statement("CREATE TABLE one (n BIGINT)")));
  auto other = Connection::open(place.name(), Connection::Mode::write);
  ASSERT_TRUE(other);
  const auto held = Transaction::begin(other.value());
  ASSERT_TRUE(held);
  const auto refused = open()->run(statement("INSERT INTO one VALUES (1)"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "database-busy");
  const auto reader = open(Mode::read);
  const DatabaseStatement count{"SELECT COUNT(*) FROM one"};
  EXPECT_TRUE(reader->run({.statements = {count, count}, .reads_only = true}));
}

TEST_F(RecordFileTest, runs_a_statement_again_after_one_that_failed) {
  const auto database = open();
  ASSERT_TRUE(database->run(statement("CREATE TABLE one (n BIGINT PRIMARY KEY)")));
  const auto insert = [&](std::int64_t n) {
    return database->run({.statements = {{"INSERT INTO one VALUES (?)", {n}}}});
  };
  ASSERT_TRUE(insert(1));
  EXPECT_FALSE(insert(1));
  ASSERT_TRUE(insert(2));
  EXPECT_FALSE(database->run({.statements = {{"SELECT n FROM one"}}, .most_rows = 1}));
  EXPECT_EQ(database->run({.statements = {{"SELECT n FROM one"}}}).value().front().rows.size(), 2U);
}

TEST_F(RecordFileTest, tells_what_is_broken_in_it) {
  {
    const auto database = open();
    ASSERT_TRUE(database->run(statement("CREATE TABLE one (n TEXT)")));
    for (int i = 0; i < 100; ++i)
      ASSERT_TRUE(database->run({.statements = {{"INSERT INTO one VALUES (?)", {std::string(1000, 'x')}}}}));
    EXPECT_THAT(database->damage().value(), IsEmpty());
    EXPECT_THAT(database->tables().value(), ElementsAre("one"));
  }
  std::fstream file(place.name(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 * 5);
  file << std::string(4096, '\x55');
  file.close();
  EXPECT_THAT(open(Mode::read)->damage().value(), Not(IsEmpty()));
}

TEST_F(RecordFileTest, is_set_aside_by_another_name) {
  open();
  EXPECT_EQ(place.set_aside().value(), place.name() + ".other-ledger-1");
  open();
  EXPECT_EQ(place.set_aside().value(), place.name() + ".other-ledger-2");
  EXPECT_FALSE(std::filesystem::exists(place.name()));
}

TEST_F(RecordFileTest, is_copied_whole_while_it_is_written) {
  const auto database = open();
  ASSERT_TRUE(database->run(statement("CREATE TABLE one (n BIGINT)")));
  ASSERT_TRUE(database->run(statement("INSERT INTO one VALUES (7)")));
  RecordFile copy(folder.file("copy.db"));
  ASSERT_TRUE(copy_database(place.name(), copy.name()));
  const auto rows = copy.open(Mode::read).value()->run(statement("SELECT n FROM one")).value().front().rows;
  EXPECT_EQ(rows, (std::vector<std::vector<DatabaseValue>>{{std::int64_t{7}}}));
  const auto missing = copy_database(folder.file("none.db"), folder.file("b.db"));
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().text, HasSubstr("none.db"));
}

}  // namespace
}  // namespace tipring::sqlite
