#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "runtime/base/run_loop.h"
#include "runtime/ports/http.h"

namespace tipring::sim {

/// What the web answers in simulation.
struct WebAnswer {
  std::string method;  ///< "GET"
  std::string url;     ///< With a query for that alone; without, whatever the query.
  Result<HttpResponse> outcome;
  Duration after{0};
};

/// Whether a request has this method and URL; one without a query is that of requests with any.
bool is_request(const HttpRequest& request, const std::string& method, const std::string& url);

/// The web in simulation: it answers what it was told to, and is unreachable elsewhere. Nothing of the
/// network's is between: no redirection is followed, no circuit opens. Control thread only; deterministic.
class SimHttp final : public Http {
 public:
  /// `told` hears a line of each request and what becomes of it; may be empty.
  SimHttp(RunLoop& loop, std::function<void(const std::string& line)> told)
      : loop_(loop), told_(std::move(told)) {}

  /// From here on. Takes the place of an earlier one for the same method and URL.
  void answer(WebAnswer answer);

  Request ask(HttpRequest request, Done done) override;
  void cancel(Request request) override;
  std::size_t live() const override { return waiting_.size(); }

  /// All that was asked, in order.
  const std::vector<HttpRequest>& asked() const { return asked_; }

 private:
  struct Waiting {
    Done done;
    TimerHandle timer;
  };
  // What becomes of a request, and when.
  struct Coming {
    Result<HttpResponse> outcome;
    Duration after{0};
  };
  Coming coming(const HttpRequest& request) const;

  RunLoop& loop_;
  std::function<void(const std::string& line)> told_;
  std::vector<WebAnswer> answers_;
  std::vector<HttpRequest> asked_;
  std::map<Request, Waiting> waiting_;
  Request last_request_ = 0;
};

}  // namespace tipring::sim
