// A PostgreSQL that goes away, comes back, or was never there.

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/postgres_server.h"
#include "tests/wire/postgres/postgres_world.h"

namespace tipring::postgres {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::tipring::testing::DatabaseAnswer;

// Takes connections, in the way of a machine that hangs: without a word.
class SilentServer {
 public:
  SilentServer() : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = wire::loopback(0);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(descriptor_, 10), 0);
    EXPECT_EQ(getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { close(descriptor_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  int descriptor_;
  std::uint16_t port_ = 0;
};

class LossTest : public ::testing::Test {
 protected:
  // Tries again soon.
  void open(PostgresOptions options) {
    options.first_retry = 20ms;
    options.longest_retry = 100ms;
    world_.emplace(std::move(options));
    database_ = world_->open();
  }
  DatabaseAnswer ask(std::string statement, Duration timeout = 60s) {
    return ::tipring::testing::ask(*world_, *database_,
                                   {.statements = {{std::move(statement)}}, .timeout = timeout});
  }
  static std::string code_of(const DatabaseAnswer& answer) {
    return answer.ok() ? std::string() : answer.error().code;
  }
  // Asks again and again.
  bool answers_in_the_end() {
    return world_->step_until([&] { return ask("SELECT 1").ok(); });
  }
  bool is_away_in_the_end() {
    return world_->step_until([&] { return world_->log().count("is away") == 1; });
  }

  void listen() {
    database_->on_change([this](const std::string& table) { changes_.push_back(table); });
  }
  bool hears(std::size_t count) {
    return world_->step_until([&] { return changes_.size() == count; });
  }

  std::optional<PostgresWorld> world_;
  std::unique_ptr<Database> database_;
  std::vector<std::string> changes_;
};

TEST_F(LossTest, AServerThatIsKilledIsAwayUntilItIsBack) {
  wire::PostgresServer server;
  open({.connection = server.connection()});
  ASSERT_EQ(code_of(ask("SELECT 1")), "");
  std::vector<std::string> codes;
  for (int i = 0; i < 10; ++i) {
    database_->run({.statements = {{"SELECT pg_sleep(1000)"}}, .timeout = 1000s},
                   [&](const DatabaseAnswer& answer) { codes.push_back(code_of(answer)); });
  }
  world_->step();
  server.kill();
  // Those under way, and those that waited.
  ASSERT_TRUE(world_->step_until([&] { return database_->live() == 0; }));
  EXPECT_EQ(codes, std::vector<std::string>(10, "database-away"));
  ASSERT_TRUE(is_away_in_the_end());
  const auto answer = ask("SELECT 1", 1000s);
  ASSERT_EQ(code_of(answer), "database-away");
  EXPECT_TRUE(answer.error().retryable);
  EXPECT_THAT(answer.error().text, HasSubstr("127.0.0.1"));
  server.start();
  EXPECT_TRUE(answers_in_the_end());
  EXPECT_EQ(world_->log().count("is away"), 1U) << world_->log().all();
  EXPECT_EQ(world_->log().count("is back"), 1U) << world_->log().all();
  EXPECT_THAT(world_->log().all(), Not(HasSubstr(wire::PostgresServer::password())));
}

TEST_F(LossTest, ASessionThatIsTerminatedIsReplaced) {
  wire::PostgresServer server;
  open({.connection = server.connection()});
  ASSERT_EQ(code_of(ask("SELECT 1")), "");
  const auto answer = ask("SELECT pg_terminate_backend(pg_backend_pid())");
  ASSERT_EQ(code_of(answer), "database-away");
  EXPECT_THAT(answer.error().text, HasSubstr("57P01"));
  // All of them, idle as they are.
  ASSERT_TRUE(world_->step_until([&] {
    return server.query(
               "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tipring' AND "
               "state = 'idle' AND (query LIKE '%check_interval%' OR query = 'SELECT 1')") == "4";
  }));
  server.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE application_name = 'tipring' AND pid <> pg_backend_pid()");
  EXPECT_TRUE(answers_in_the_end());
  EXPECT_TRUE(world_->log().lines().empty()) << world_->log().all();
}

TEST_F(LossTest, AServerThatNeverAnswersIsAway) {
  const SilentServer server;
  open({.connection = "host=127.0.0.1 sslmode=disable port=" + std::to_string(server.port()),
        .connect_timeout = 100ms});
  const auto answer = ask("SELECT 1");
  ASSERT_EQ(code_of(answer), "database-away");
  EXPECT_THAT(answer.error().text, HasSubstr("did not answer in time"));
  EXPECT_EQ(code_of(ask("SELECT 1")), "database-away");
  EXPECT_EQ(world_->log().count("is away"), 1U);
}

TEST_F(LossTest, NobodyWaitsForAServerThatIsNotThere) {
  open({.connection = "host=127.0.0.1 port=" + std::to_string(wire::free_port("tcp"))});
  EXPECT_EQ(code_of(ask("SELECT 1", 1000s)), "database-away");
  EXPECT_EQ(code_of(ask("SELECT 1", 1000s)), "database-away");
  database_.reset();
  EXPECT_FALSE(world_->loop().next_due().has_value());
}

TEST_F(LossTest, AServerThatHangsIsLetGoOf) {
  wire::PostgresServer server;
  open({.connection = server.connection(), .connections = 2, .connect_timeout = 4s, .grace = 100ms});
  ASSERT_EQ(code_of(ask("SELECT 1")), "");
  server.freeze();
  EXPECT_EQ(code_of(ask("SELECT 1", 100ms)), "timed-out");
  EXPECT_EQ(code_of(ask("SELECT 1", 100ms)), "timed-out");
  EXPECT_TRUE(is_away_in_the_end());
  EXPECT_EQ(code_of(ask("SELECT 1")), "database-away");
  server.thaw();
  EXPECT_TRUE(answers_in_the_end());
}

TEST_F(LossTest, APasswordIsNeverShown) {
  wire::PostgresServer server;
  const std::string place = "host=127.0.0.1 port=" + std::to_string(server.port()) + " user=ann";
  open({.connection = place + " dbname=postgres password=wr0ng-guess"});
  const auto wrong = ask("SELECT 1");
  ASSERT_EQ(code_of(wrong), "database-away");
  EXPECT_THAT(wrong.error().text, HasSubstr("password authentication failed"));
  EXPECT_THAT(wrong.error().text + world_->log().all(), Not(HasSubstr("wr0ng-guess")));
  database_.reset();
  open({.connection = place + " dbname=bamk password=" + wire::PostgresServer::password()});
  const auto unknown = ask("SELECT 1");
  ASSERT_EQ(code_of(unknown), "database-away");
  EXPECT_THAT(unknown.error().text, HasSubstr("\"bamk\" does not exist"));
  EXPECT_THAT(unknown.error().text + world_->log().all(), Not(HasSubstr(wire::PostgresServer::password())));
}

TEST_F(LossTest, ASlotThatTheServerHasNotGotIsDoneWithout) {
  wire::PostgresServer server({.settings = {"max_connections=5", "superuser_reserved_connections=2"}});
  server.query("CREATE ROLE bob LOGIN PASSWORD '" + wire::PostgresServer::password() + "'");
  open({.connection = "host=127.0.0.1 dbname=postgres user=bob password=" + wire::PostgresServer::password() +
                      " port=" + std::to_string(server.port())});
  for (int i = 0; i < 8; ++i) {
    database_->run({.statements = {{"SELECT pg_sleep(0.01)"}}, .timeout = 100s},
                   [](const DatabaseAnswer& answer) { EXPECT_EQ(code_of(answer), ""); });
  }
  EXPECT_TRUE(world_->step_until([&] { return database_->live() == 0; }));
  EXPECT_EQ(world_->log().count("is away"), 0U) << world_->log().all();
}

TEST_F(LossTest, ChangesAreHeardOf) {
  wire::PostgresServer server;
  open({.connection = server.connection()});
  listen();
  ASSERT_TRUE(hears(1));
  server.query("NOTIFY tipring, 'accounts'");
  ASSERT_TRUE(hears(2));
  EXPECT_THAT(changes_, ElementsAre("", "accounts"));
  // Its connection is lost, and opened again; then anything may have changed.
  server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN tipring'");
  server.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE application_name = 'tipring' AND pid <> pg_backend_pid()");
  ASSERT_TRUE(hears(3));
  server.query("NOTIFY tipring, 'agents'");
  ASSERT_TRUE(hears(4));
  EXPECT_THAT(changes_, ElementsAre("", "accounts", "", "agents"));
}

TEST_F(LossTest, ChangesAreHeardOfAgainByAServerThatIsBack) {
  wire::PostgresServer server;
  open({.connection = server.connection()});
  listen();
  ASSERT_TRUE(hears(1));
  server.kill();
  ASSERT_TRUE(is_away_in_the_end());
  server.start();
  ASSERT_TRUE(hears(2));
  server.query("NOTIFY tipring, 'accounts'");
  ASSERT_TRUE(hears(3));
  EXPECT_THAT(changes_, ElementsAre("", "", "accounts"));
}

}  // namespace
}  // namespace tipring::postgres
