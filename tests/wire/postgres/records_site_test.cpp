// A site whose call records are on a PostgreSQL server, and what commands make of them.

#include <fstream>
#include <optional>

#include <gmock/gmock.h>

#include "tests/wire/kit/postgres_server.h"
#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class RecordsSiteTest : public ::testing::Test {
 protected:
  RecordsSiteTest() {
    runtime_.emplace(Runtime::Setup{.site = TIPRING_POSTGRES_TESTS "/records_site",
                                    .environment = {{"TIPRING_TEST_RECORDS", server_.connection()}}});
    caller_.emplace(runtime_->port());
    EXPECT_TRUE(server_.query_until(
        "select count(*) from pg_tables where schemaname = 'tipring' and tablename = 'barred_numbers'", "1"));
  }
  void call(const std::string& number) {
    EXPECT_THAT(caller_->answer_to(caller_->invite(number, RawCaller::sdp())), HasSubstr(" 404 "));
  }
  bool until_ended(const std::string& count) const {
    return server_.query_until("select count(*) from tipring.call_records where ended is not null", count);
  }
  ::tipring::testing::Ended db(const std::string& command, std::vector<std::string> words = {}) const {
    words.insert(words.begin(), {"db", command, runtime_->site_folder()});
    words.insert(words.end(), {"--state", runtime_->state_folder(), "-o", "json"});
    return ::tipring::testing::tipring(words, {.environment = {{"TIPRING_TEST_RECORDS", server_.connection()},
                                                               {"TIPRING_LISTEN", "udp://127.0.0.1:5060"}}});
  }

  PostgresServer server_;
  std::optional<Runtime> runtime_;
  std::optional<RawCaller> caller_;
};

TEST_F(RecordsSiteTest, CommandsReadThemThroughTheRuntime) {
  call("301");
  call("302");
  ASSERT_TRUE(until_ended("2"));
  const Json listed = runtime_->ask({"call", "ls", "--ended"});
  ASSERT_THAT(listed, SizeIs(2));
  EXPECT_EQ(listed[0].at("dialled"), "301");
  EXPECT_EQ(listed[1].at("status"), 404);
  EXPECT_THAT(runtime_->ask({"call", "ls", "--ended", "--limit", "1"}), SizeIs(1));
  EXPECT_EQ(runtime_->ask({"call", "show", listed[1].at("id")}).at("dialled"), "302");
  const Json status = runtime_->ask({"status"});
  EXPECT_EQ(status.at("records").at("state"), "current");
  EXPECT_THAT(status.dump(), Not(HasSubstr(server_.password())));
  const auto direct = ::tipring::testing::tipring({"call", "ls", "--ended", "-o", "json", "--database",
                                                   "postgresql://ann:" + server_.password() + "@127.0.0.1:" +
                                                       std::to_string(server_.port()) + "/postgres"});
  EXPECT_EQ(Json::parse(direct.out, nullptr, false), listed) << direct.err;
  EXPECT_TRUE(runtime_->settles());
  EXPECT_TRUE(runtime_->ends_in_order());
}

TEST_F(RecordsSiteTest, WithTheServerGoneCallsGoOnAndAreRecordedLater) {
  call("301");
  ASSERT_TRUE(until_ended("1"));
  server_.kill();
  call("302");
  EXPECT_THAT(runtime_->until_complaints(1).at(0), HasSubstr("call records wait for their database"));
  call("303");
  server_.start();
  EXPECT_TRUE(until_ended("3"));
  EXPECT_TRUE(runtime_->settles());
  EXPECT_TRUE(runtime_->ends_in_order());
}

TEST_F(RecordsSiteTest, AreCheckedCopiedAndPutBack) {
  call("301");
  ASSERT_TRUE(until_ended("1"));
  EXPECT_THAT(Json::parse(db("migrate").out).at("steps"), IsEmpty());
  const std::string backup = runtime_->site_folder() + "/../backup";
  const auto made = db("backup", {backup});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(Json::parse(made.out).at("records"), "records.sql");
  EXPECT_EQ(db("restore", {backup, "--force"}).exit_code, 4) << "the runtime runs";
  call("302");
  ASSERT_TRUE(until_ended("2"));
  EXPECT_TRUE(runtime_->settles());
  ASSERT_TRUE(runtime_->ends_in_order());
  EXPECT_EQ(db("check").exit_code, 0);
  server_.query("update tipring.call_records set dialled = '300' where dialled = '302'");
  const auto bad = db("check");
  EXPECT_EQ(bad.exit_code, 5);
  EXPECT_THAT(bad.out, HasSubstr("1 record is not as the ledger has it"));
  EXPECT_EQ(db("restore", {backup}).exit_code, 4) << "there is something";
  const auto restored = db("restore", {backup, "--force"});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(Json::parse(restored.out).at("schema_put_aside"), "tipring_before_1");
  const auto good = db("check");
  EXPECT_EQ(good.exit_code, 0) << good.out << good.err;
  runtime_->start();
  call("303");
  EXPECT_TRUE(until_ended("2"));
  EXPECT_TRUE(runtime_->ends_in_order());
}

}  // namespace
}  // namespace tipring::wire
