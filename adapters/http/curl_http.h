#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "adapters/http/circuit_breaker.h"
#include "adapters/http/handles.h"
#include "adapters/http/multi.h"
#include "adapters/http/transfer.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/http.h"
#include "runtime/ports/log.h"
#include "runtime/ports/reactor.h"

namespace tipring::http {

struct CurlHttpOptions {
  std::string user_agent = "Tipring";
  std::string trust{};                 ///< A file of authorities (PEM) for https; empty: the system's.
  std::size_t at_once = 64;            ///< Requests under way; the others wait their turn,
  std::size_t at_once_of_origin = 16;  ///< and likewise those to one scheme, host and port.
  std::size_t most_waiting = 1'000;    ///< For their turn; more fail with "http-busy".
  CircuitBreakerOptions breaker{};     ///< Of each origin.
  /// The text of a secret; its errors are "no-secret".
  std::function<Result<std::string>(const std::string& name)> secret{};
};

/// HTTP/1.1 by libcurl, on the reactor and without a thread of its own; connections are kept and used again.
/// Names are looked up by libcurl's threaded resolver, which Debian's has (AsynchDNS in curl_version_info());
/// create() refuses one without, whose look-ups would hold up everything. No proxy is used, no cookie kept.
/// The program must ignore SIGPIPE. Control thread only.
class CurlHttp final : public Http {
 public:
  /// All must outlive it. Fails with "http-unusable".
  static Result<std::unique_ptr<CurlHttp>> create(CurlHttpOptions options, RunLoop& loop, Reactor& reactor,
                                                  Log& log);
  /// Gives up what is under way; nothing is told any more.
  ~CurlHttp() override;

  Request ask(HttpRequest request, Done done) override;
  void cancel(Request request) override;
  std::size_t live() const override { return waiting_.size(); }

 private:
  // A scheme, host and port that is asked.
  struct Origin {
    std::string name;
    CircuitBreaker breaker;
    std::deque<Request> queue;  // Let through by the breaker, not started.
    std::size_t running = 0;
  };
  // A request that was neither answered nor cancelled.
  struct Waiting {
    enum class Is : std::uint8_t { answered, queued, running };
    Is is = Is::answered;
    Done done;
    TimerHandle timer;
    Duration timeout{};
    std::unique_ptr<Transfer> transfer;  // Null once answered.
    Origin* origin = nullptr;
    CircuitBreaker::Pass pass;
  };

  CurlHttp(CurlHttpOptions options, RunLoop& loop, Reactor& reactor, Log& log);

  Result<void> prepare(Request number, HttpRequest request);
  Origin& origin(const std::string& name);
  void forget_origins();
  bool has_room(const Origin& origin) const;
  void start(Request number);
  void start_next();
  void time_out(Request number);
  void ended(CURL* easy, CURLcode code);
  /// Takes it from where it waits or runs, and hands out what it was.
  std::unique_ptr<Transfer> withdraw(Request number);
  void judge(Origin& origin, CircuitBreaker::Pass pass, const Result<HttpResponse>& result);
  void opened(Origin& origin);
  void answer(Request number, Result<HttpResponse> result);

  const CurlHttpOptions options_;
  RunLoop& loop_;
  Log& log_;
  Library library_;
  Request last_request_ = 0;
  std::map<std::string, Origin> origins_;
  std::unordered_map<Request, Waiting> waiting_;
  std::unordered_map<CURL*, Request> running_;
  std::size_t queued_ = 0;
  std::string served_last_;  // An origin's name.
  Multi multi_;
  std::shared_ptr<CurlHttp*> self_;  // What was posted finds this gone through it.
};

}  // namespace tipring::http
