// A site whose store is on a PostgreSQL server: customers, transactions and rules that are rows.

#include <fstream>
#include <optional>

#include <gmock/gmock.h>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/postgres_server.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class PostgresSiteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.query(
        "create table customer (id int primary key, phone text, tier text, due numeric(10, 2));"
        "insert into customer values (1, '101', 'gold', null), (2, '102', 'standard', 50);"
        "create table treatment (name text primary key, position int, customer_tier text, customer_due text, "
        "go text);"
        "insert into treatment values ('gold', 1, 'gold', null, 'reject 404'), ('due', 2, null, '> 0', 'reject "
        "484');"
        "create function tell() returns trigger language plpgsql as"
        " $$ begin perform pg_notify('tipring', TG_TABLE_NAME); return null; end $$;"
        "create trigger tell after insert or update or delete on treatment execute function tell()");
    runtime_.emplace(Runtime::Setup{.site = TIPRING_POSTGRES_TESTS "/site",
                                    .environment = {{"TIPRING_TEST_STORE", server_.connection()}}});
    caller_.emplace(runtime_->port());
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }

  std::string answer(const std::string& number) {
    return caller_->answer_to(caller_->invite(number, RawCaller::sdp()));
  }
  ::tipring::testing::Ended reload() {
    return ::tipring::testing::tipring({"reload", "--socket", runtime_->socket()});
  }
  void expect_refused(const std::string& finding, const std::string& outcome) {
    const auto ended = reload();
    EXPECT_EQ(ended.exit_code, 5);
    EXPECT_THAT(ended.err, AllOf(HasSubstr(finding), HasSubstr(outcome)));
  }
  bool until_answer(const std::string& number, const std::string& status) {
    for (int tries = 0; tries < 500; ++tries) {
      if (answer(number).find(status) != std::string::npos) return true;
    }
    return false;
  }

  PostgresServer server_;
  std::optional<Runtime> runtime_;
  std::optional<RawCaller> caller_;
};

TEST_F(PostgresSiteTest, CustomersAndRowsDecide) {
  EXPECT_THAT(answer("101"), HasSubstr(" 404 "));
  EXPECT_THAT(answer("102"), HasSubstr(" 484 "));
  EXPECT_THAT(answer("'or'1'='1"), HasSubstr(" 480 "));
  EXPECT_THAT(answer("pay"), HasSubstr(" 488 "));
  EXPECT_THAT(answer("pay"), HasSubstr(" 486 "));
  EXPECT_EQ(server_.query("select due from customer where id = 2"), "20.00");
}

TEST_F(PostgresSiteTest, RowsThatAreChangedTakeForce) {
  EXPECT_THAT(answer("101"), HasSubstr(" 404 "));
  server_.query("update treatment set go = 'reject 410' where name = 'gold'");
  EXPECT_TRUE(until_answer("101", " 410 "));
  server_.query("update treatment set go = 'nowhere' where name = 'gold'");
  EXPECT_THAT(runtime_->until_complaints(2).front(),
              HasSubstr("row \"gold\", column \"go\": \"nowhere\" is nowhere to go"));
  EXPECT_THAT(answer("101"), HasSubstr(" 410 "));
}

// By the log, and by a reload, whether the site has changed or not.
TEST_F(PostgresSiteTest, WhatIsWrongWithRowsIsToldEverywhereAlike) {
  EXPECT_THAT(answer("101"), HasSubstr(" 404 "));
  server_.query("insert into treatment values ('again', 3, 'gold', null, 'reject 410')");
  const std::string never_decides =
      "rules \"treatments\": table \"treatment\", row \"again\": it never decides: row \"gold\" holds whenever "
      "it "
      "does, and comes first";
  EXPECT_THAT(runtime_->until_complaints(2).front(), HasSubstr(never_decides));
  expect_refused(never_decides, "the site has not changed, but the store has mistakes");
  server_.query(
      "begin; delete from treatment where name = 'again';"
      "update treatment set go = 'rules treatments' where name = 'gold'; commit");
  const std::string ring =
      "rules \"treatments\" lead round for ever: back to rules \"treatments\" (table \"treatment\", row "
      "\"gold\"); so "
      "goes a contact with customer.tier = \"gold\"";
  EXPECT_THAT(runtime_->until_complaints(4)[2], HasSubstr(ring));
  expect_refused(ring, "the site has not changed, but the store has mistakes");
  std::ofstream(runtime_->site_folder() + "/site.lua", std::ios::app) << "-- changed\n";
  expect_refused(ring, "the site has mistakes; what was in force stays so");
  EXPECT_THAT(answer("101"), HasSubstr(" 404 "));
  server_.query("update treatment set go = 'reject 410' where name = 'gold'");
  EXPECT_TRUE(until_answer("101", " 410 "));
  EXPECT_EQ(reload().exit_code, 0);
  EXPECT_THAT(reload().err, HasSubstr("nothing has changed"));
}

TEST_F(PostgresSiteTest, WithTheServerGoneCallsGoOnByTheRulesInForce) {
  EXPECT_THAT(answer("102"), HasSubstr(" 484 "));
  server_.kill();
  EXPECT_TRUE(until_answer("102", " 480 "));  // Nobody knows who it is.
  server_.start();
  EXPECT_TRUE(until_answer("102", " 484 "));
}

}  // namespace
}  // namespace tipring::wire
