#include "adapters/sim/sim_http.h"

#include <algorithm>
#include <utility>

#include "runtime/ports/http_check.h"

namespace tipring::sim {

bool is_request(const HttpRequest& request, const std::string& method, const std::string& url) {
  if (request.method != method) return false;
  const bool any_query = url.find('?') == std::string::npos;
  return (any_query ? request.url.substr(0, request.url.find('?')) : request.url) == url;
}

void SimHttp::answer(WebAnswer answer) {
  std::erase_if(answers_, [&](const WebAnswer& known) {
    return known.method == answer.method && known.url == answer.url;
  });
  answers_.push_back(std::move(answer));
}

// The last answer that fits.
SimHttp::Coming SimHttp::coming(const HttpRequest& request) const {
  if (auto checked = check_request(request); !checked) return {checked.error()};
  const auto found = std::find_if(answers_.rbegin(), answers_.rend(), [&](const WebAnswer& answer) {
    return is_request(request, answer.method, answer.url);
  });
  if (found == answers_.rend())
    return {Error{"unreachable", "the play has no answer to " + request.method + " " + request.url, true}};
  const bool late = !found->outcome && found->outcome.error().code == "timed-out";
  if (late || found->after >= request.timeout)
    return {Error{"timed-out", request.url + " has not answered in time", true}, request.timeout};
  if (found->outcome && found->outcome->body.size() > request.most_bytes)
    return {Error{"too-large",
                  request.url + " answers with more than " + std::to_string(request.most_bytes) + " bytes"},
            found->after};
  return {found->outcome, found->after};
}

Http::Request SimHttp::ask(HttpRequest request, Done done) {
  const Request number = ++last_request_;
  Coming comes = coming(request);
  if (told_)
    told_(request.method + " " + request.url + ": " +
          (comes.outcome ? std::to_string(comes.outcome->status) : comes.outcome.error().text));
  asked_.push_back(std::move(request));
  const TimerHandle timer = loop_.after(comes.after, [this, number, outcome = std::move(comes.outcome)] {
    auto waiting = waiting_.extract(number);
    waiting.mapped().done(outcome);
  });
  waiting_[number] = {std::move(done), timer};
  return number;
}

void SimHttp::cancel(Request request) {
  const auto found = waiting_.find(request);
  if (found == waiting_.end()) return;
  loop_.cancel(found->second.timer);
  waiting_.erase(found);
}

}  // namespace tipring::sim
