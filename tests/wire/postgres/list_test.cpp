// A site with a long list of numbers that is a table of a PostgreSQL server.

#include <optional>

#include <gmock/gmock.h>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/postgres_server.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::HasSubstr;

class PostgresListTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.query(
        "create table vip_numbers (number text);"
        "insert into vip_numbers select (100000 + 2 * i)::text from generate_series(1, 50000) i;"
        "create function tell() returns trigger language plpgsql as"
        " $$ begin perform pg_notify('tipring', TG_TABLE_NAME); return null; end $$;"
        "create trigger tell after insert or update or delete on vip_numbers for each statement"
        " execute function tell()");
    runtime_.emplace(Runtime::Setup{.site = TIPRING_POSTGRES_TESTS "/list_site",
                                    .environment = {{"TIPRING_TEST_STORE", server_.connection()}}});
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }

  // Each time by another caller, who gets no answer to one before again.
  std::string answer(const std::string& number) {
    RawCaller caller(runtime_->port());
    return caller.answer_to(caller.invite(number, RawCaller::sdp()));
  }
  bool until_answer(const std::string& number, const std::string& status) {
    for (int tries = 0; tries < 2'000; ++tries) {
      if (answer(number).find(status) != std::string::npos) return true;
    }
    return false;
  }
  ::tipring::testing::Ended reload() {
    return ::tipring::testing::tipring({"reload", "--socket", runtime_->socket()});
  }

  PostgresServer server_;
  std::optional<Runtime> runtime_;
};

TEST_F(PostgresListTest, EveryRowIsOnTheListAndNoOther) {
  for (const char* number : {"100002", "102000", "104000", "104002", "150002", "199998", "200000"})
    EXPECT_THAT(answer(number), HasSubstr(" 486 ")) << number;
  for (const char* number : {"100000", "100003", "104001", "199999", "200002"})
    EXPECT_THAT(answer(number), HasSubstr(" 404 ")) << number;
  EXPECT_THAT(runtime_->log(), HasSubstr("list \"vip\": 50000 rows of table \"vip_numbers\" in force"));
}

TEST_F(PostgresListTest, RowsThatAreChangedTakeForceAndAReloadHasThemToo) {
  EXPECT_THAT(answer("200001"), HasSubstr(" 404 "));
  server_.query("insert into vip_numbers values ('200001')");
  EXPECT_TRUE(until_answer("200001", " 486 "));
  server_.query("delete from vip_numbers where number = '104000'");
  EXPECT_TRUE(until_answer("104000", " 404 "));
  const auto ended = reload();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(answer("104000"), HasSubstr(" 404 ")) << ended.out << runtime_->log();
  EXPECT_THAT(answer("104002"), HasSubstr(" 486 "));
}

TEST_F(PostgresListTest, ARowThatIsNoNumberIsToldByItsPlaceWherever) {
  EXPECT_THAT(answer("104000"), HasSubstr(" 486 "));
  server_.query("insert into vip_numbers values ('4x')");
  const std::string place = "list \"vip\": table \"vip_numbers\", row 50001: \"4x\" ";
  EXPECT_THAT(runtime_->until_complaints(2).front(), HasSubstr(place));
  const auto ended = reload();
  EXPECT_EQ(ended.exit_code, 5);
  EXPECT_THAT(ended.err, HasSubstr(place));
  EXPECT_THAT(answer("104000"), HasSubstr(" 486 "));
}

}  // namespace
}  // namespace tipring::wire
