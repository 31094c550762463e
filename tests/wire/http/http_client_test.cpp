// The client of web services, with a server that is not ours.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "adapters/http/curl_http.h"
#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"
#include "tests/kit/certificates.h"
#include "tests/wire/http/web_server.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class Lines final : public Log {
 public:
  void write(LogLevel /*level*/, std::string_view text) override { lines.emplace_back(text); }
  std::vector<std::string> lines;
};

class HttpClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    reactor_ = reactor::SuReactor::create(loop_).value();
    options_.secret = [](const std::string& name) -> Result<std::string> {
      if (name == "crm") return std::string("s3cret");
      return Error{"no-secret", "there is no secret " + name};
    };
    make();
  }
  void TearDown() override {
    http_.reset();
    EXPECT_EQ(loop_.live_timers(), 0U);
  }

  void make() {
    http_.reset();
    http_ = http::CurlHttp::create(options_, loop_, *reactor_, log_).value();
  }

  Http::Request send(HttpRequest request) {
    const auto number = ++sent_;
    return http_->ask(std::move(request), [this, number](Result<HttpResponse> result) {
      EXPECT_TRUE(answers_.emplace(number, std::move(result)).second);
    });
  }
  bool run_until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      reactor_->step(10ms);
    }
    return true;
  }

  // What the server has noted, while this side goes on.
  bool seen(const std::string& event) {
    return run_until([&] { return server_.noted(event); });
  }

  Result<HttpResponse> ask(HttpRequest request) {
    if (request.method.empty()) request.method = "GET";
    send(std::move(request));
    if (!run_until([this] { return answers_.contains(sent_); })) return Error{"nothing", "no answer"};
    return answers_.at(sent_);
  }
  Result<HttpResponse> get(const std::string& path) { return ask({.url = server_.url(path)}); }
  // What it has failed with, or its status.
  std::string outcome(const Result<HttpResponse>& result) {
    return result ? std::to_string(result->status) : result.error().code;
  }
  nlohmann::json json(const Result<HttpResponse>& result) {
    return result ? nlohmann::json::parse(result->body) : nlohmann::json(result.error().text);
  }

  WebServer server_;
  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  std::unique_ptr<reactor::SuReactor> reactor_;
  Lines log_;
  http::CurlHttpOptions options_{.user_agent = "Tipring/test"};
  std::unique_ptr<http::CurlHttp> http_;
  std::map<int, Result<HttpResponse>> answers_;
  int sent_ = 0;
};

TEST_F(HttpClientTest, AnswersComeWithStatusFieldsAndBody) {
  const auto found = get("/customer");
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(found->status, 200);
  EXPECT_EQ(json(found).at("name"), "Ann");
  std::map<std::string, std::string> fields;
  for (const auto& [name, value] : found->headers)
    fields[name] = value;
  EXPECT_EQ(fields["Content-Type"], "application/json; charset=utf-8");
  EXPECT_EQ(outcome(get("/missing")), "404");
  EXPECT_EQ(http_->live(), 0U);
}

TEST_F(HttpClientTest, EachMethodSendsWhatItIsGiven) {
  for (const std::string method : {"POST", "PUT", "DELETE"}) {
    const auto echo = json(ask({.method = method,
                                .url = server_.url("/echo?a=%2F"),
                                .headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}},
                                .body = "{\"n\":1}"}));
    EXPECT_EQ(echo.at("method"), method);
    EXPECT_EQ(echo.at("path"), "/echo?a=%2F");
    EXPECT_EQ(echo.at("body"), "{\"n\":1}");
    EXPECT_EQ(echo.at("headers").at("content-type"), "application/json");
    EXPECT_EQ(echo.at("headers").at("x-empty"), "");
    EXPECT_EQ(echo.at("headers").at("user-agent"), "Tipring/test");
    EXPECT_FALSE(echo.at("headers").contains("expect"));
  }
  EXPECT_EQ(json(ask({.method = "PUT", .url = server_.url("/echo")})).at("headers").at("content-length"), "0");
  EXPECT_EQ(json(ask({.method = "DELETE", .url = server_.url("/echo")})).at("method"), "DELETE");
}

TEST_F(HttpClientTest, ATokenIsSentWhereItIsWantedAndNowhereElse) {
  HttpRequest request{.url = server_.url("/echo"), .token = {"crm", {}}};
  EXPECT_EQ(json(ask(request)).at("headers").at("authorization"), "Bearer s3cret");
  request.url = server_.url("/to?/echo");
  EXPECT_EQ(json(ask(request)).at("headers").at("authorization"), "Bearer s3cret");
  const WebServer other;
  request.url = server_.url("/to?" + other.url("/echo"));
  EXPECT_FALSE(json(ask(request)).at("headers").contains("authorization"));
  request.token = {"mail", {}};
  EXPECT_EQ(outcome(ask(request)), "no-secret");
  request.token = {{}, "a\r\nX-Admin: 1"};
  EXPECT_EQ(outcome(ask(request)), "refused");
}

TEST_F(HttpClientTest, WhatCannotBeARequestIsRefused) {
  for (const std::string& url :
       {std::string("ftp://127.0.0.1/"), std::string("file:///etc/passwd"), std::string("127.0.0.1/"),
        std::string("http://"), std::string("http://ann:pass@127.0.0.1/"), server_.url("/a b"),
        server_.url("/\r\n"), std::string("http://[::1/"), std::string("http://127.0.0.1:99999/"),
        std::string()})
    EXPECT_EQ(outcome(ask({.url = url})), "refused") << url;
  EXPECT_EQ(outcome(ask({.url = server_.url("/ok"), .headers = {{"X-A", "b\r\nX-C: d"}}})), "refused");
  EXPECT_EQ(outcome(ask({.url = server_.url("/ok"), .headers = {{"X A", "b"}}})), "refused");
  EXPECT_EQ(outcome(ask({.url = server_.url("/ok"), .headers = {{"Host", "evil.example"}}})), "refused");
  EXPECT_EQ(outcome(get("/ok")), "200");
}

TEST_F(HttpClientTest, RedirectionsAreFollowedThreeTimesAndOnlyToTheWeb) {
  EXPECT_EQ(get("/hops?3")->body, "arrived");
  EXPECT_EQ(outcome(get("/hops?4")), "refused");
  EXPECT_EQ(outcome(get("/to?file:///etc/passwd")), "refused");
  EXPECT_EQ(outcome(ask({.method = "POST", .url = server_.url("/to?/ok"), .body = "x"})), "302");
}

TEST_F(HttpClientTest, ASlowServerIsTimedOutAndNobodyWaitsForIt) {
  send({.method = "GET", .url = server_.url("/slow"), .timeout = 300ms});
  send({.method = "GET", .url = server_.url("/trickle"), .timeout = 300ms});
  ASSERT_TRUE(seen("waiting /slow"));
  EXPECT_EQ(outcome(get("/ok")), "200");
  ASSERT_TRUE(run_until([this] { return answers_.size() == 3; }));
  for (const int each : {1, 2}) {
    EXPECT_EQ(outcome(answers_.at(each)), "timed-out");
    EXPECT_TRUE(answers_.at(each).error().retryable);
  }
  server_.until("gone /slow");
  server_.until("gone /trickle");
}

TEST_F(HttpClientTest, AnEndlessAnswerIsCutOff) {
  EXPECT_EQ(outcome(ask({.url = server_.url("/endless"), .most_bytes = 100'000})), "too-large");
  server_.until("gone /endless");
  EXPECT_EQ(outcome(get("/headers")), "too-large");
  EXPECT_EQ(outcome(ask({.url = server_.url("/ok"), .most_bytes = 2})), "200");
  EXPECT_EQ(outcome(ask({.url = server_.url("/ok"), .most_bytes = 1})), "too-large");
}

TEST_F(HttpClientTest, WhoIsNotThereOrHangsUpIsUnreachable) {
  const std::string nobody = "http://127.0.0.1:" + std::to_string(free_port("tcp")) + "/";
  EXPECT_EQ(outcome(ask({.url = nobody})), "unreachable");
  EXPECT_EQ(outcome(get("/close")), "unreachable");
  EXPECT_EQ(outcome(get("/garbage")), "unreachable");
}

TEST_F(HttpClientTest, ACancelledRequestIsGivenUp) {
  const auto request = send({.method = "GET", .url = server_.url("/slow")});
  ASSERT_TRUE(seen("waiting /slow"));
  http_->cancel(request);
  EXPECT_EQ(http_->live(), 0U);
  server_.until("gone /slow");
  EXPECT_FALSE(answers_.contains(1));
}

TEST_F(HttpClientTest, ManyAtOnceTakeTheirTurns) {
  for (int i = 0; i < 200; ++i)
    send({.method = "GET", .url = server_.url("/ok")});
  EXPECT_TRUE(run_until([this] { return answers_.size() == 200; }));
  for (const auto& [number, answer] : answers_)
    EXPECT_EQ(outcome(answer), "200") << number;
  const auto counts = json(get("/counts"));
  EXPECT_LE(counts.at("most"), 16);
  EXPECT_LE(counts.at("connections"), 16);
}

TEST_F(HttpClientTest, NoMoreThanSoManyWait) {
  options_.at_once = 1;
  options_.most_waiting = 1;
  make();
  const auto first = send({.method = "GET", .url = server_.url("/slow")});
  send({.method = "GET", .url = server_.url("/ok")});
  EXPECT_EQ(outcome(get("/ok")), "http-busy");
  EXPECT_FALSE(answers_.contains(2));
  http_->cancel(first);
  ASSERT_TRUE(run_until([this] { return answers_.contains(2); }));
  EXPECT_EQ(outcome(answers_.at(2)), "200");
}

TEST_F(HttpClientTest, WhoHasNotComeToItsTurnIsTimedOutTooAndNobodysFailure) {
  options_.at_once_of_origin = 1;
  options_.breaker.failures = 1;
  make();
  const auto first = send({.method = "GET", .url = server_.url("/slow"), .timeout = 1min});
  EXPECT_EQ(outcome(ask({.url = server_.url("/ok"), .timeout = 20ms})), "timed-out");
  http_->cancel(first);
  EXPECT_EQ(outcome(get("/ok")), "200");
  EXPECT_TRUE(log_.lines.empty());
}

TEST_F(HttpClientTest, AServerThatKeepsFailingIsLeftAloneForAWhile) {
  options_.breaker = {.failures = 3, .first_pause = 200ms, .longest_pause = 200ms};
  make();
  EXPECT_EQ(outcome(get("/set?500")), "200");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(outcome(get("/health")), "500");
  EXPECT_THAT(log_.lines, Contains(AllOf(HasSubstr(server_.url("")), HasSubstr("keeps failing"))));
  const auto refused = get("/ok");
  EXPECT_EQ(outcome(refused), "circuit-open");
  EXPECT_TRUE(refused.error().retryable);
  const WebServer other;
  EXPECT_EQ(outcome(ask({.url = other.url("/ok")})), "200");
  std::string last;
  ASSERT_TRUE(run_until([&] { return (last = outcome(get("/ok"))) != "circuit-open"; }));
  EXPECT_EQ(last, "200");
  EXPECT_THAT(log_.lines.back(), HasSubstr("answers again"));
}

TEST_F(HttpClientTest, ThoseWhoWaitForAServerThatIsLeftAloneAreToldAtOnce) {
  options_.breaker.failures = 1;
  options_.at_once_of_origin = 1;
  make();
  for (int i = 0; i < 3; ++i)
    send({.method = "GET", .url = server_.url("/status?503"), .timeout = 1min});
  ASSERT_TRUE(run_until([this] { return answers_.size() == 3; }));
  EXPECT_EQ(outcome(answers_.at(1)), "503");
  EXPECT_EQ(outcome(answers_.at(2)), "circuit-open");
  EXPECT_EQ(outcome(answers_.at(3)), "circuit-open");
}

TEST_F(HttpClientTest, OnlyTrustedCertificatesOfTheRightNameAreTaken) {
  const ::tipring::testing::TemporaryFolder folder;
  ::tipring::testing::CertificateAuthority authority(folder.path(), "authority");
  const WebServer right(authority.issue({.file = "right.pem", .names = {"IP:127.0.0.1"}}));
  const WebServer wrong(authority.issue({.file = "wrong.pem", .names = {"DNS:crm.example"}}));
  const auto unknown = ask({.url = right.url("/ok")});
  EXPECT_EQ(outcome(unknown), "refused");
  EXPECT_FALSE(unknown.error().retryable);
  options_.trust = authority.file();
  make();
  EXPECT_EQ(outcome(ask({.url = right.url("/ok")})), "200");
  EXPECT_EQ(outcome(ask({.url = wrong.url("/ok")})), "refused");
}

TEST_F(HttpClientTest, WhatIsUnderWayGoesWithTheClient) {
  send({.method = "GET", .url = server_.url("/slow")});
  ASSERT_TRUE(seen("waiting /slow"));
  send({.method = "GET", .url = "not a URL"});
  http_.reset();
  server_.until("gone /slow");
  EXPECT_TRUE(run_until([this] { return !loop_.pending(); }));
  EXPECT_TRUE(answers_.empty());
}

}  // namespace
}  // namespace tipring::wire
