// The server against clients that do as they should, and such as do not.

#include "adapters/web/metrics_server.h"

#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipring::web {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

// Longer than anything takes that works.
constexpr int patience_ms = 30'000;

class Client {
 public:
  explicit Client(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~Client() { close(descriptor_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Who was closed meanwhile says nothing.
  void say(const std::string& text) const {
    static_cast<void>(send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL));
  }
  // All that comes until the server closes, or until what came ends so.
  std::string hear(const std::string& last = std::string(1, 0)) {
    std::string heard;
    pollfd watched{descriptor_, POLLIN, 0};
    std::array<char, 65536> buffer{};
    while (!heard.ends_with(last) && poll(&watched, 1, patience_ms) > 0) {
      const auto size = recv(descriptor_, buffer.data(), buffer.size(), 0);
      if (size <= 0) break;
      heard.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return heard;
  }

 private:
  int descriptor_;
};

class MetricsServerTest : public testing::Test {
 protected:
  void start(MetricsServerLimits limits = {}) {
    auto server = MetricsServer::listen(
        {"127.0.0.1", 0},
        [this](MetricsServer::Answer answer) {
          ++asked_;
          const std::lock_guard lock(mutex_);
          if (silent_) {
            unanswered_.push_back(std::move(answer));
          } else {
            answer([] { return "calls 3\n"; });
          }
        },
        limits);
    ASSERT_TRUE(server.ok()) << server.error().text;
    server_ = std::move(server).value();
  }
  std::string ask(const std::string& request) {
    Client client(server_->port());
    client.say(request);
    return client.hear();
  }

  std::mutex mutex_;
  std::vector<MetricsServer::Answer> unanswered_;
  bool silent_ = false;
  std::atomic<int> asked_ = 0;
  std::unique_ptr<MetricsServer> server_;
};

TEST_F(MetricsServerTest, GivesTheFigures) {
  start();
  const std::string response = ask("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(response, HasSubstr("Content-Type: text/plain; version=0.0.4"));
  EXPECT_THAT(response, testing::EndsWith("\r\n\r\ncalls 3\n"));
}

TEST_F(MetricsServerTest, AConnectionTakesOneRequestAfterAnother) {
  start();
  Client client(server_->port());
  client.say("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.hear("calls 3\n"), StartsWith("HTTP/1.1 200"));
  client.say("HEAD /metrics?now HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.hear(), testing::AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Content-Length: 8"),
                                            testing::Not(HasSubstr("calls 3"))));
}

TEST_F(MetricsServerTest, WhatItDoesNotServeIsRefused) {
  start();
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(ask("DELETE /metrics HTTP/1.1\r\nHost: x\r\n\r\n"),
              testing::AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET, HEAD")));
  EXPECT_THAT(ask("POST /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(ask("no HTTP at all\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_EQ(asked_, 0);
}

TEST_F(MetricsServerTest, HeadersAreTakenUpToALimit) {
  start({.header_bytes = 1024});
  Client client(server_->port());
  client.say("GET /metrics HTTP/1.1\r\nX: " + std::string(1500, 'x'));
  EXPECT_THAT(client.hear(), StartsWith("HTTP/1.1 431"));
}

TEST_F(MetricsServerTest, ASlowClientIsClosed) {
  start({.request = 50ms});
  Client client(server_->port());
  client.say("GET /metrics HTT");
  EXPECT_EQ(client.hear(), "");
  EXPECT_THAT(ask("GET /metrics HTTP/1.0\r\n\r\n"), HasSubstr("calls 3"));
}

TEST_F(MetricsServerTest, NoMoreConnectionsThanTheLimit) {
  start({.connections = 2});
  std::optional<Client> first(server_->port());
  Client second(server_->port());
  for (const auto* each : {&*first, &second})
    each->say("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(first->hear("calls 3\n"), HasSubstr("200"));
  EXPECT_THAT(second.hear("calls 3\n"), HasSubstr("200"));
  Client third(server_->port());
  EXPECT_EQ(third.hear(), "");
  first.reset();
  // When the server has noticed nobody can tell.
  std::string response;
  while (response.empty()) {
    Client fourth(server_->port());
    fourth.say("GET /metrics HTTP/1.0\r\n\r\n");
    response = fourth.hear();
  }
  EXPECT_THAT(response, HasSubstr("calls 3"));
}

TEST_F(MetricsServerTest, FiguresThatDoNotComeAreNotWaitedForLong) {
  silent_ = true;
  start({.answer = 50ms});
  EXPECT_THAT(ask("GET /metrics HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.1 503"));
  {
    // They come after all, to nobody.
    const std::lock_guard lock(mutex_);
    unanswered_.front()([] { return "calls 4\n"; });
  }
  server_.reset();
  unanswered_.front()([] { return "calls 5\n"; });
}

TEST_F(MetricsServerTest, AnAddressThatIsTakenIsRefused) {
  start();
  const auto second = MetricsServer::listen({"127.0.0.1", server_->port()}, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, "address-in-use");
}

TEST(WebAddress, IsAPortOrANumericAddressAndAPort) {
  EXPECT_EQ(parse_web_address("9464")->ip, "127.0.0.1");
  EXPECT_TRUE(parse_web_address("9464")->is_loopback());
  EXPECT_TRUE(parse_web_address("[::1]:9464")->is_loopback());
  EXPECT_FALSE(parse_web_address("0.0.0.0:9464")->is_loopback());
  EXPECT_EQ(parse_web_address("192.0.2.1:80")->port, 80);
  for (const char* bad :
       {"", ":", ":9464", "localhost:9464", "127.0.0.1", "127.0.0.1:", "1:70000", "::1:9464", "x"})
    EXPECT_FALSE(parse_web_address(bad).ok()) << bad;
}

}  // namespace
}  // namespace tipring::web
