#include "adapters/control_socket/control_server.h"

#include <array>
#include <cerrno>
#include <memory>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "adapters/control_socket/unix_address.h"
#include "tests/kit/temporary_folder.h"
#include "tests/unit/adapters/control_socket/poll_reactor.h"

namespace tipring::control_socket {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class KeptLog final : public Log {
 public:
  void write(LogLevel, std::string_view text) override { lines.emplace_back(text); }
  std::vector<std::string> lines;
};

// A client that never blocks, so that one thread can be both ends.
class TestClient {
 public:
  explicit TestClient(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    const auto address = unix_address(path);
    EXPECT_EQ(::connect(socket_.get(), address->get(), address->size()), 0) << describe_errno(errno);
  }
  // How much the socket took.
  std::size_t write(std::string_view bytes) {
    const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  void end_input() { ::shutdown(socket_.get(), SHUT_WR); }
  // All that is there now; `over` tells that nothing follows.
  std::string read() {
    std::string all;
    std::array<char, 4096> bytes{};
    for (;;) {
      const auto count = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
      if (count == 0 || (count < 0 && errno != EAGAIN)) over = true;
      if (count <= 0) return all;
      all.append(bytes.data(), static_cast<std::size_t>(count));
    }
  }
  bool over = false;

 private:
  FileDescriptor socket_;
};

std::string request(int id, const std::string& method, const std::string& params = "{}") {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" + method + R"(","params":)" +
         params + "}\n";
}

class ControlServerTest : public ::testing::Test {
 protected:
  ControlServerTest() {
    control_.add(ControlMethod{"echo",
                               "",
                               {{.name = "text", .type = ControlType::text, .required = true, .doc = ""}},
                               [this](const ControlArguments& arguments) {
                                 ++handled_;
                                 return Result<Json>(arguments.text("text"));
                               }});
    control_.add(ControlMethod{"large", "", {}, [this](const ControlArguments&) {
                                 ++handled_;
                                 return Result<Json>(std::string(50'000, 'x'));
                               }});
    control_.add(ControlStream{"ticks", "", {}, [this](const ControlArguments&, ControlFeed feed) {
                                 feeds_.push_back(std::move(feed));
                                 return Result<std::function<void()>>([this] { ++cancelled_; });
                               }});
    limits_.longest_line = 1000;
    limits_.eager_output = 100'000;
    limits_.most_output = 400'000;
    limits_.farewell = std::chrono::seconds(5);
  }

  void SetUp() override { listen(); }

  void listen() {
    server_.reset();
    auto server =
        ControlServer::listen(folder_.file("control.sock"), {control_, reactor_, loop_, log_}, limits_);
    ASSERT_TRUE(server.ok());
    server_ = std::move(server).value();
  }

  void settle() { ASSERT_TRUE(reactor_.settle()) << "a descriptor stays ready and is not served"; }

  std::string ask(TestClient& client, const std::string& bytes) {
    client.write(bytes);
    settle();
    return client.read();
  }

  void pass(Duration time) {
    clock_.advance_to(clock_.now() + time);
    settle();
  }

  // Reads until nothing more comes.
  std::string drain(TestClient& client) {
    std::string all;
    for (std::string more = client.read(); !more.empty(); more = client.read()) {
      all += more;
      settle();
    }
    return all;
  }

  tipring::testing::TemporaryFolder folder_;
  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  tipring::testing::PollReactor reactor_{loop_};
  KeptLog log_;
  Control control_;
  ConnectionLimits limits_;
  int handled_ = 0;
  int cancelled_ = 0;
  std::vector<ControlFeed> feeds_;
  std::unique_ptr<ControlServer> server_;
};

TEST_F(ControlServerTest, AnswersARequest) {
  TestClient client(server_->path());
  EXPECT_EQ(ask(client, request(1, "echo", R"({"text":"hello"})")),
            R"({"jsonrpc":"2.0","id":1,"result":"hello"})"
            "\n");
}

TEST_F(ControlServerTest, PutsRequestsTogetherFromPieces) {
  TestClient client(server_->path());
  const auto line = request(1, "echo", R"({"text":"hello"})");
  for (const char letter : line.substr(0, line.size() - 1))
    EXPECT_EQ(ask(client, std::string(1, letter)), "");
  EXPECT_THAT(ask(client, "\n"), HasSubstr("hello"));
}

TEST_F(ControlServerTest, AnswersManyRequestsOfOneWriteInOrder) {
  TestClient client(server_->path());
  std::string all;
  for (int i = 0; i < 100; ++i)
    all += request(i, "echo", R"({"text":"x"})");
  const auto answers = ask(client, all);
  std::size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = answers.find("\"id\":" + std::to_string(i) + ",", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(ControlServerTest, ServesManyClientsEachItsOwn) {
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<TestClient>(server_->path()));
    clients.back()->write(request(i, "echo", R"({"text":"for )" + std::to_string(i) + R"("})"));
  }
  settle();
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(clients[static_cast<std::size_t>(i)]->read(), HasSubstr("\"for " + std::to_string(i) + "\""));
  }
  EXPECT_EQ(server_->clients(), 20U);
  clients.clear();
  settle();
  EXPECT_EQ(server_->clients(), 0U);
}

TEST_F(ControlServerTest, AnswersWhatWasAskedBeforeTheInputEnded) {
  TestClient client(server_->path());
  // The last line lacks its end.
  client.write(request(1, "echo", R"({"text":"one"})"));
  client.write(R"({"jsonrpc":"2.0","id":2,"method":"echo","params":{"text":"two"}})");
  client.end_input();
  settle();
  const auto answers = client.read();
  EXPECT_THAT(answers, HasSubstr("one"));
  EXPECT_THAT(answers, HasSubstr("two"));
  EXPECT_TRUE(client.over);
  EXPECT_EQ(server_->clients(), 0U);
}

TEST_F(ControlServerTest, EndsTheSubscriptionsOfAClientThatLeaves) {
  {
    TestClient client(server_->path());
    ask(client, request(1, "ticks"));
    feeds_.at(0).item("1");
    settle();
    EXPECT_THAT(client.read(), HasSubstr(R"("item":1)"));
  }
  settle();
  EXPECT_EQ(cancelled_, 1);
  EXPECT_EQ(server_->clients(), 0U);
}

TEST_F(ControlServerTest, RefusesALineWithoutEnd) {
  TestClient client(server_->path());
  const auto answer = ask(client, std::string(2000, 'x'));
  EXPECT_THAT(answer, HasSubstr("at most 1000 bytes"));
  EXPECT_TRUE(client.over);
  EXPECT_EQ(server_->clients(), 0U);
}

TEST_F(ControlServerTest, AnswersTheRequestsBeforeALineThatIsTooLong) {
  TestClient client(server_->path());
  const auto answer = ask(client, request(1, "echo", R"({"text":"first"})") + std::string(2000, 'x') + "\n");
  EXPECT_THAT(answer, HasSubstr("first"));
  EXPECT_THAT(answer, HasSubstr("goodbye"));
}

TEST_F(ControlServerTest, DropsAFollowerThatDoesNotRead) {
  TestClient client(server_->path());
  ask(client, request(1, "ticks"));
  const std::string item = "\"" + std::string(1000, 'y') + "\"";
  for (int i = 0; i < 2000 && cancelled_ == 0; ++i) {
    feeds_[0].item(item);
    settle();
  }
  EXPECT_EQ(cancelled_, 1);
  EXPECT_THAT(log_.lines, ElementsAre(HasSubstr("it does not read")));

  const auto told = drain(client);
  EXPECT_TRUE(client.over);
  const auto last = told.substr(told.rfind('\n', told.size() - 2) + 1);
  EXPECT_THAT(last, HasSubstr(R"("method":"goodbye")"));
  EXPECT_THAT(last, HasSubstr(R"("code":"overflow")"));
  EXPECT_EQ(server_->clients(), 0U);
}

TEST_F(ControlServerTest, LetsADroppedFollowerGoAfterTheFarewell) {
  TestClient client(server_->path());
  ask(client, request(1, "ticks"));
  const std::string item = "\"" + std::string(1000, 'y') + "\"";
  while (cancelled_ == 0) {
    feeds_[0].item(item);
    settle();
  }
  EXPECT_EQ(server_->clients(), 1U);
  pass(std::chrono::seconds(4));
  EXPECT_EQ(server_->clients(), 1U);
  pass(std::chrono::seconds(1));
  EXPECT_EQ(server_->clients(), 0U);
  EXPECT_EQ(reactor_.watches(), 1U);
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(ControlServerTest, DropsAFollowerInTheMiddleOfServingOthers) {
  TestClient reading(server_->path());
  TestClient stuck(server_->path());
  ask(reading, request(1, "ticks"));
  ask(stuck, request(1, "ticks"));
  const std::string item = "\"" + std::string(1000, 'y') + "\"";
  int sent = 0;
  std::size_t seen = 0;
  // All in one event, as when a turn's entries are handed out.
  while (cancelled_ == 0) {
    loop_.post([&] {
      for (int i = 0; i < 50; ++i, ++sent) {
        feeds_[0].item(item);
        if (cancelled_ == 0) feeds_[1].item(item);
      }
    });
    settle();
    seen += static_cast<std::size_t>(std::ranges::count(drain(reading), '\n'));
  }
  EXPECT_EQ(seen, static_cast<std::size_t>(sent));
}

TEST_F(ControlServerTest, TakesUpNoRequestsWhileAnswersWait) {
  TestClient client(server_->path());
  for (int i = 0; i < 100; ++i)
    ask(client, "");
  std::string all;
  for (int i = 0; i < 100; ++i)
    all += request(i, "large");
  client.write(all);
  settle();
  // The kernel holds a few hundred kilobytes, the runtime a hundred and a bit: not all 5 MB.
  EXPECT_LT(handled_, 50);
  const auto answers = drain(client);
  EXPECT_EQ(handled_, 100);
  EXPECT_EQ(std::ranges::count(answers, '\n'), 100);
}

TEST_F(ControlServerTest, DoesNotReadOnWhileRequestsWait) {
  TestClient client(server_->path());
  std::size_t written = 0;
  const auto line = request(1, "large");
  for (int i = 0; i < 100'000; ++i) {
    const auto count = client.write(line);
    if (count == 0) {
      settle();
      if (client.write(line.substr(0, 1)) == 0) break;
      ++written;
    }
    written += count;
  }
  // What a client can leave with us unread is bounded by the socket's buffers and one read.
  EXPECT_LT(written, 2'000'000U);
}

TEST_F(ControlServerTest, SharesATurnAmongClientsWithManyRequests) {
  TestClient client(server_->path());
  std::string all;
  for (int i = 0; i < 40; ++i)
    all += request(i, "echo", R"({"text":"x"})");
  client.write(all);
  std::vector<int> after_each_turn;
  loop_.at_turn_end([&] { after_each_turn.push_back(handled_); });
  settle();
  EXPECT_THAT(after_each_turn, ::testing::Contains(16));
  EXPECT_THAT(after_each_turn, ::testing::Contains(32));
  EXPECT_EQ(handled_, 40);
}

TEST_F(ControlServerTest, AnswersAfterTheTurnInWhichTheLedgerIsWritten) {
  TestClient client(server_->path());
  std::string at_turn_end = "none";
  loop_.at_turn_end([&] {
    if (handled_ == 1) at_turn_end = client.read();
  });
  const auto later = ask(client, request(1, "echo", R"({"text":"x"})"));
  EXPECT_EQ(at_turn_end, "");
  EXPECT_THAT(later, HasSubstr("result"));
}

TEST_F(ControlServerTest, TurnsAwayMoreClientsThanItServes) {
  std::vector<std::unique_ptr<TestClient>> clients;
  for (std::size_t i = 0; i < ControlServer::most_clients; ++i) {
    clients.push_back(std::make_unique<TestClient>(server_->path()));
    settle();
  }
  TestClient one_more(server_->path());
  settle();
  EXPECT_THAT(one_more.read(), HasSubstr("too-many"));
  EXPECT_TRUE(one_more.over);
  clients.pop_back();
  settle();
  TestClient next(server_->path());
  EXPECT_THAT(ask(next, request(1, "echo", R"({"text":"x"})")), HasSubstr("result"));
}

TEST_F(ControlServerTest, SurvivesWantOfDescriptors) {
  TestClient client(server_->path());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{.rlim_cur = 3, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const bool settled = reactor_.settle();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(settled) << "the listening socket is asked again and again";
  EXPECT_THAT(log_.lines, ElementsAre(HasSubstr("no client can be accepted: Too many open files")));
  EXPECT_EQ(server_->clients(), 0U);
  pass(std::chrono::seconds(1));
  EXPECT_THAT(ask(client, request(1, "echo", R"({"text":"x"})")), HasSubstr("result"));
}

TEST_F(ControlServerTest, TellsItsClientsWhyItCloses) {
  TestClient client(server_->path());
  ask(client, request(1, "ticks"));
  server_->close({"stopped", "the runtime stops", true});
  settle();
  EXPECT_THAT(client.read(), HasSubstr("the runtime stops"));
  EXPECT_TRUE(client.over);
  EXPECT_EQ(server_->clients(), 0U);
  EXPECT_EQ(cancelled_, 1);
}

TEST_F(ControlServerTest, LeavesNothingBehindWhenItIsDestroyedWithClients) {
  TestClient client(server_->path());
  ask(client, request(1, "ticks"));
  client.write(request(2, "echo", R"({"text":"x"})"));
  reactor_.step();
  server_.reset();
  settle();
  EXPECT_EQ(cancelled_, 1);
  EXPECT_EQ(reactor_.watches(), 0U);
  EXPECT_EQ(loop_.live_timers(), 0U);
}

}  // namespace
}  // namespace tipring::control_socket
