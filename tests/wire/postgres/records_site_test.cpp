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

}  // namespace
}  // namespace tipring::wire
