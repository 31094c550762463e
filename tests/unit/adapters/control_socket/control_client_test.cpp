#include "adapters/control_socket/control_client.h"

#include <future>
#include <memory>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/control_socket/control_server.h"
#include "tests/kit/temporary_folder.h"
#include "tests/unit/adapters/control_socket/poll_reactor.h"

namespace tipring::control_socket {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

// Long enough never to be reached.
constexpr ControlClient::Timeout patient = 60s;

class QuietLog final : public Log {
 public:
  void write(LogLevel, std::string_view) override {}
};

// A runtime with a control socket, on a thread of its own.
class ControlClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    control_.add(ControlMethod{"hello", "", {}, [](const ControlArguments&) { return Result<Json>("hello"); }});
    control_.add(ControlMethod{"no", "", {}, [](const ControlArguments&) {
                                 return Result<Json>(Error{"wrong-state", "it is over", false});
                               }});
    control_.add(ControlStream{"three", "", {}, [](const ControlArguments&, const ControlFeed& feed) {
                                 for (const char* item : {"1", "2", "3"})
                                   feed.item(item);
                                 feed.end({"stopped", "that was all", false});
                                 return Result<std::function<void()>>([] {});
                               }});
    auto server = ControlServer::listen(path_, {control_, reactor_, loop_, log_});
    ASSERT_TRUE(server.ok());
    server_ = std::move(server).value();
  }
  void start() {
    thread_ = std::thread([this] { reactor_.run(); });
  }
  void TearDown() override {
    reactor_.stop();
    if (thread_.joinable()) thread_.join();
  }

  tipring::testing::TemporaryFolder folder_;
  std::string path_ = folder_.file("control.sock");
  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  tipring::testing::PollReactor reactor_{loop_};
  QuietLog log_;
  Control control_;
  std::unique_ptr<ControlServer> server_;
  std::thread thread_;
};

TEST_F(ControlClientTest, CallsMethodsOneAfterAnother) {
  start();
  auto client = ControlClient::connect(path_, patient);
  ASSERT_TRUE(client.ok());
  for (int i = 0; i < 3; ++i) {
    const auto answer = client->call("hello", Json::object(), patient);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer.value(), "hello");
  }
}

TEST_F(ControlClientTest, GivesTheRuntimesOwnErrors) {
  start();
  auto client = ControlClient::connect(path_, patient);
  ASSERT_TRUE(client.ok());
  EXPECT_EQ(client->call("no", Json::object(), patient).error().code, "wrong-state");
  const auto unknown = client->call("helo", Json::object(), patient);
  EXPECT_EQ(unknown.error().code, "unknown-method");
  EXPECT_THAT(unknown.error().text, HasSubstr("'hello'"));
}

TEST_F(ControlClientTest, ReadsAStreamToItsEnd) {
  start();
  auto client = ControlClient::connect(path_, patient);
  ASSERT_TRUE(client.ok());
  ASSERT_TRUE(client->subscribe("three", Json::object(), patient).ok());
  for (int expected = 1; expected <= 3; ++expected) {
    const auto item = client->next(patient);
    ASSERT_TRUE(item.ok());
    EXPECT_EQ(item.value(), expected);
  }
  EXPECT_EQ(client->next(patient).error().text, "that was all");
}

TEST_F(ControlClientTest, TimesOutOnARuntimeThatDoesNotAnswer) {
  // Nobody runs the reactor: the kernel accepts, the runtime does not.
  auto client = ControlClient::connect(path_, patient);
  ASSERT_TRUE(client.ok());
  const auto answer = client->call("hello", Json::object(), 1ms);
  EXPECT_EQ(answer.error().code, "timed-out");
  EXPECT_THAT(answer.error().text, HasSubstr(path_));
}

TEST_F(ControlClientTest, TimesOutOnARuntimeThatDoesNotRead) {
  auto client = ControlClient::connect(path_, patient);
  ASSERT_TRUE(client.ok());
  const Json much{{"text", std::string(4U << 20U, 'x')}};
  EXPECT_EQ(client->call("hello", much, 1ms).error().code, "timed-out");
}

TEST_F(ControlClientTest, IsTurnedAwayByAFullBacklogInTime) {
  std::vector<ControlClient> waiting;
  for (int i = 0; i < 200; ++i) {
    auto client = ControlClient::connect(path_, 1ms);
    if (!client) {
      EXPECT_EQ(client.error().code, "unreachable");
      EXPECT_TRUE(client.error().retryable);
      return;
    }
    waiting.push_back(std::move(client).value());
  }
  FAIL() << "the backlog has no end";
}

TEST_F(ControlClientTest, HearsWhyTheRuntimeCloses) {
  start();
  auto client = ControlClient::connect(path_, patient);
  ASSERT_TRUE(client.ok());
  ASSERT_TRUE(client->call("hello", Json::object(), patient).ok());
  reactor_.post([this] { server_->close({"stopped", "the runtime stops", true}); });
  EXPECT_EQ(client->next(patient).error().code, "stopped");
  EXPECT_EQ(client->next(patient).error().code, "unreachable");
}

TEST_F(ControlClientTest, TellsThatTheLineItWroteIsTooLong) {
  start();
  auto client = ControlClient::connect(path_, patient);
  ASSERT_TRUE(client.ok());
  const Json much{{"text", std::string(4U << 20U, 'x')}};
  EXPECT_EQ(client->call("hello", much, patient).error().code, "invalid-request");
}

TEST(ControlClient, TellsThatNoRuntimeIsThere) {
  const tipring::testing::TemporaryFolder folder;
  const auto client = ControlClient::connect(folder.file("none.sock"), patient);
  ASSERT_FALSE(client.ok());
  EXPECT_EQ(client.error().code, "unreachable");
  EXPECT_EQ(client.error().text, "no runtime listens at '" + folder.file("none.sock") + "'");
}

}  // namespace
}  // namespace tipring::control_socket
