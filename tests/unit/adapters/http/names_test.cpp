// Names that take long to be looked up, or have several addresses. getaddrinfo() is this file's, for libcurl
// too.

#include <array>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/http/curl_http.h"
#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"

namespace {

// Look-ups of slow.example, which wait to be let go.
class SlowNames {
 public:
  void look_up() {
    std::unique_lock lock(mutex_);
    ++looking_;
    changed_.notify_all();
    // A test that is held up by this goes on, and fails.
    changed_.wait_for(lock, std::chrono::seconds(20), [this] { return let_go_; });
    --looking_;
    changed_.notify_all();
  }
  int looking() {
    const std::lock_guard lock(mutex_);
    return looking_;
  }
  void let_go() {
    std::unique_lock lock(mutex_);
    let_go_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return looking_ == 0; });
    let_go_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int looking_ = 0;
  bool let_go_ = false;
};

SlowNames& slow_names() {
  static SlowNames names;
  return names;
}

}  // namespace

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
  if (name != nullptr && std::string(name) == "slow.example") {
    slow_names().look_up();
    return EAI_AGAIN;
  }
  using Function = int(const char*, const char*, const addrinfo*, addrinfo**);
  auto* look_up = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, "getaddrinfo"));
  if (name == nullptr || std::string(name) != "two.example") return look_up(name, service, hints, found);
  addrinfo* second = nullptr;
  if (const int problem = look_up("127.0.0.1", service, hints, &second); problem != 0) return problem;
  if (const int problem = look_up("127.0.0.2", service, hints, found); problem != 0) return problem;
  addrinfo* last = *found;
  while (last->ai_next != nullptr)
    last = last->ai_next;
  last->ai_next = second;
  return 0;
}

namespace tipring::http {
namespace {

using namespace std::chrono_literals;

class NoLog final : public Log {
 public:
  void write(LogLevel /*level*/, std::string_view /*text*/) override {}
};

class NamesTest : public ::testing::Test {
 protected:
  void TearDown() override {
    http_.reset();
    slow_names().let_go();
  }
  Http::Request ask(Duration timeout) {
    return http_->ask({.method = "GET", .url = "http://slow.example/", .timeout = timeout},
                      [this](const Result<HttpResponse>& result) { answer_ = result.error().code; });
  }
  void run_until(const std::function<bool()>& condition) {
    while (!condition())
      reactor_->step(5ms);
  }

  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  std::unique_ptr<reactor::SuReactor> reactor_ = reactor::SuReactor::create(loop_).value();
  NoLog log_;
  std::unique_ptr<CurlHttp> http_ = CurlHttp::create({}, loop_, *reactor_, log_).value();
  std::optional<std::string> answer_;
};

TEST_F(NamesTest, ARequestTimesOutWhileItsNameIsStillLookedUp) {
  ask(200ms);
  run_until([] { return slow_names().looking() == 1; });
  run_until([this] { return answer_.has_value(); });
  EXPECT_EQ(answer_, "timed-out");
  EXPECT_EQ(slow_names().looking(), 1);
}

TEST_F(NamesTest, ACancelledRequestDoesNotWaitForItsName) {
  const auto request = ask(1min);
  run_until([] { return slow_names().looking() == 1; });
  http_->cancel(request);
  EXPECT_EQ(slow_names().looking(), 1);
}

TEST_F(NamesTest, NorDoesTheEndOfTheProgram) {
  ask(1min);
  run_until([] { return slow_names().looking() == 1; });
  http_.reset();
  EXPECT_EQ(slow_names().looking(), 1);
}

// Answers whoever connects to 127.0.0.1 with 200, while the test goes on.
class Listener {
 public:
  Listener() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(descriptor_, 5), 0);
    EXPECT_EQ(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() {
    ::close(descriptor_);
    if (peer_ >= 0) ::close(peer_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::string port() const { return std::to_string(port_); }
  void serve() {
    if (peer_ < 0) peer_ = ::accept4(descriptor_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    std::array<char, 1024> request{};
    if (peer_ >= 0 && ::read(peer_, request.data(), request.size()) > 0) {
      EXPECT_EQ(::write(peer_, answer.data(), answer.size()), static_cast<ssize_t>(answer.size()));
    }
  }

 private:
  int descriptor_;
  int peer_ = -1;
  int port_ = 0;
};

TEST_F(NamesTest, WhereNobodyIsAtTheFirstAddressTheNextIsTried) {
  Listener listener;
  http_->ask(
      {.method = "GET", .url = "http://two.example:" + listener.port() + "/"},
      [this](const Result<HttpResponse>& result) { answer_ = result ? result->body : result.error().text; });
  run_until([&] {
    listener.serve();
    return answer_.has_value();
  });
  EXPECT_EQ(answer_, "ok");
}

}  // namespace
}  // namespace tipring::http
