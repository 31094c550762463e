#include "adapters/http/curl_http.h"

#include <chrono>
#include <utility>

#include "adapters/http/origin.h"
#include "runtime/ports/http_check.h"

namespace tipring::http {
namespace {

// Beyond so many, those that nobody asks at the moment are forgotten, with their failures.
constexpr std::size_t most_origins = 1'000;

std::string seconds(Duration duration) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(duration).count()) + " s";
}

std::string milliseconds(Duration duration) {
  return std::to_string(std::chrono::ceil<std::chrono::milliseconds>(duration).count()) + " ms";
}

}  // namespace

Result<std::unique_ptr<CurlHttp>> CurlHttp::create(CurlHttpOptions options, RunLoop& loop, Reactor& reactor,
                                                   Log& log) {
  const curl_version_info_data* version = curl_version_info(CURLVERSION_NOW);
  if ((version->features & CURL_VERSION_ASYNCHDNS) == 0)
    return Error{"http-unusable", std::string("this libcurl, ") + version->version +
                                      ", holds up everything while it looks up names: it needs AsynchDNS"};
  return std::unique_ptr<CurlHttp>(new CurlHttp(std::move(options), loop, reactor, log));
}

CurlHttp::CurlHttp(CurlHttpOptions options, RunLoop& loop, Reactor& reactor, Log& log)
    : options_(std::move(options)),
      loop_(loop),
      log_(log),
      multi_(loop, reactor, options_.at_once, [this](CURL* easy, CURLcode code) { ended(easy, code); }),
      self_(std::make_shared<CurlHttp*>(this)) {}

CurlHttp::~CurlHttp() {
  for (auto& [number, waiting] : waiting_) {
    loop_.cancel(waiting.timer);
    if (waiting.is == Waiting::Is::running) multi_.remove(waiting.transfer->handle());
  }
}

Http::Request CurlHttp::ask(HttpRequest request, Done done) {
  const Request number = ++last_request_;
  Waiting& waiting = waiting_[number];
  waiting.done = std::move(done);
  waiting.timeout = request.timeout;
  if (auto prepared = prepare(number, std::move(request)); !prepared) {
    answer(number, prepared.error());
    return number;
  }
  waiting.timer = loop_.after(waiting.timeout, [this, number] { time_out(number); });
  if (has_room(*waiting.origin)) {
    start(number);
  } else {
    waiting.is = Waiting::Is::queued;
    waiting.origin->queue.push_back(number);
    ++queued_;
  }
  return number;
}

// The breaker is asked last: who was let through must be judged.
Result<void> CurlHttp::prepare(Request number, HttpRequest request) {
  if (auto checked = check_request(request); !checked) return checked;
  auto name = origin_of(request.url);
  if (!name) return name.error();
  std::string token = request.token.text;
  if (!request.token.secret.empty()) {
    auto secret = options_.secret ? options_.secret(request.token.secret)
                                  : Result<std::string>(Error{"no-secret", "there are no secrets here"});
    if (!secret) return secret.error();
    token = std::move(secret).value();
  }
  if (auto checked = check_token(token); !checked) return checked;
  Origin& where = origin(name.value());
  if (!has_room(where) && queued_ >= options_.most_waiting)
    return Error{"http-busy", std::to_string(queued_) + " requests wait for their turn already", true};
  const auto pass = where.breaker.admit(loop_.clock().now());
  if (!pass)
    return Error{"circuit-open", where.name + " has failed too often, and is left alone for a while", true};
  Waiting& waiting = waiting_.at(number);
  waiting.origin = &where;
  waiting.pass = *pass;
  waiting.transfer = std::make_unique<Transfer>(
      Transfer::Setup{std::move(request), where.name, std::move(token), options_.user_agent, options_.trust});
  return {};
}

CurlHttp::Origin& CurlHttp::origin(const std::string& name) {
  if (origins_.size() >= most_origins) forget_origins();
  const auto [found, is_new] = origins_.try_emplace(name);
  if (is_new) {
    found->second.name = name;
    found->second.breaker = CircuitBreaker(options_.breaker);
  }
  return found->second;
}

void CurlHttp::forget_origins() {
  std::erase_if(origins_,
                [](const auto& each) { return each.second.running == 0 && each.second.queue.empty(); });
}

bool CurlHttp::has_room(const Origin& origin) const {
  return running_.size() < options_.at_once && origin.running < options_.at_once_of_origin;
}

void CurlHttp::start(Request number) {
  Waiting& waiting = waiting_.at(number);
  CURL* easy = waiting.transfer->handle();
  waiting.is = Waiting::Is::running;
  ++waiting.origin->running;
  running_.emplace(easy, number);
  if (auto added = multi_.add(easy); !added) {
    const auto transfer = withdraw(number);
    waiting.origin->breaker.abandoned(waiting.pass);
    answer(number, added.error());
  }
}

// One of each origin at most, beginning behind the one served last, so that none is kept waiting by another.
void CurlHttp::start_next() {
  auto next = origins_.upper_bound(served_last_);
  for (std::size_t count = origins_.size(); count > 0 && queued_ > 0; --count) {
    if (next == origins_.end()) next = origins_.begin();
    Origin& origin = (next++)->second;
    if (origin.queue.empty() || !has_room(origin)) continue;
    const Request number = origin.queue.front();
    origin.queue.pop_front();
    --queued_;
    served_last_ = origin.name;
    start(number);
  }
}

std::unique_ptr<Transfer> CurlHttp::withdraw(Request number) {
  Waiting& waiting = waiting_.at(number);
  if (waiting.is == Waiting::Is::queued) {
    std::erase(waiting.origin->queue, number);
    --queued_;
  } else if (waiting.is == Waiting::Is::running) {
    multi_.remove(waiting.transfer->handle());
    running_.erase(waiting.transfer->handle());
    --waiting.origin->running;
  }
  waiting.is = Waiting::Is::answered;
  return std::move(waiting.transfer);
}

void CurlHttp::cancel(Request request) {
  const auto found = waiting_.find(request);
  if (found == waiting_.end()) return;
  loop_.cancel(found->second.timer);
  if (found->second.is != Waiting::Is::answered) {
    const auto transfer = withdraw(request);
    found->second.origin->breaker.abandoned(found->second.pass);
  }
  waiting_.erase(found);
  start_next();
}

// A server is not to blame for those that have not come to their turn.
void CurlHttp::time_out(Request number) {
  Waiting& waiting = waiting_.at(number);
  const bool asked = waiting.is == Waiting::Is::running;
  const Result<HttpResponse> result = Error{
      "timed-out", waiting.origin->name + " has not answered within " + milliseconds(waiting.timeout), true};
  const auto transfer = withdraw(number);
  if (asked) {
    judge(*waiting.origin, waiting.pass, result);
  } else {
    waiting.origin->breaker.abandoned(waiting.pass);
  }
  answer(number, result);
  start_next();
}

void CurlHttp::ended(CURL* easy, CURLcode code) {
  const auto found = running_.find(easy);
  if (found == running_.end()) return;
  const Request number = found->second;
  Waiting& waiting = waiting_.at(number);
  auto result = waiting.transfer->outcome(code);
  const auto transfer = withdraw(number);
  judge(*waiting.origin, waiting.pass, result);
  answer(number, std::move(result));
  start_next();
}

void CurlHttp::judge(Origin& origin, CircuitBreaker::Pass pass, const Result<HttpResponse>& result) {
  const bool refused = !result && result.error().code == "refused";
  const bool failed = result ? result->status >= 500 : result.error().retryable;
  if (refused) {
    origin.breaker.abandoned(pass);
  } else if (failed) {
    if (origin.breaker.failed(pass, loop_.clock().now())) opened(origin);
  } else if (origin.breaker.succeeded(pass)) {
    log_.write(LogLevel::info, origin.name + " answers again");
  }
}

void CurlHttp::opened(Origin& origin) {
  log_.write(LogLevel::warning, origin.name + " keeps failing: it is asked again in " +
                                    seconds(origin.breaker.pause()) +
                                    ", and nothing is asked of it until then");
  const auto queue = std::exchange(origin.queue, {});
  queued_ -= queue.size();
  for (const Request number : queue) {
    waiting_.at(number).is = Waiting::Is::answered;
    waiting_.at(number).transfer.reset();
    answer(number,
           Error{"circuit-open", origin.name + " has failed too often, and is left alone for a while", true});
  }
}

// From the run loop, so that nobody is called back before ask() has returned.
void CurlHttp::answer(Request number, Result<HttpResponse> result) {
  loop_.cancel(waiting_.at(number).timer);
  loop_.post([self = std::weak_ptr(self_), number, result = std::move(result)] {
    const auto http = self.lock();
    if (!http) return;
    auto waiting = (*http)->waiting_.extract(number);
    if (!waiting.empty()) waiting.mapped().done(result);
  });
}

}  // namespace tipring::http
