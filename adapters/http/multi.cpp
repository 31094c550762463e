#include "adapters/http/multi.h"

#include <utility>
#include <vector>

namespace tipring::http {

Multi::Multi(RunLoop& loop, Reactor& reactor, std::size_t connections,
             std::function<void(CURL*, CURLcode)> ended)
    : loop_(loop), reactor_(reactor), ended_(std::move(ended)), multi_(curl_multi_init()) {
  const auto set = [this](CURLMoption option, auto value) { curl_multi_setopt(multi_.get(), option, value); };
  set(CURLMOPT_SOCKETFUNCTION, &Multi::on_socket);
  set(CURLMOPT_SOCKETDATA, this);
  set(CURLMOPT_TIMERFUNCTION, &Multi::on_timer);
  set(CURLMOPT_TIMERDATA, this);
  set(CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
}

Multi::~Multi() {
  multi_.reset();
  loop_.cancel(timer_);
}

Result<void> Multi::add(CURL* easy) {
  const CURLMcode code = curl_multi_add_handle(multi_.get(), easy);
  if (code != CURLM_OK) return Error{"unreachable", curl_multi_strerror(code), true};
  return {};
}

// libcurl closes the socket of one that still connects before it says so, and then its number may be another's.
void Multi::remove(CURL* easy) {
  std::erase_if(watches_, [easy](const auto& each) { return each.second.easy == easy; });
  curl_multi_remove_handle(multi_.get(), easy);
}

int Multi::on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* /*socket_data*/) noexcept {
  auto& multi = *static_cast<Multi*>(self);
  switch (what) {
    case CURL_POLL_REMOVE:
      multi.watches_.erase(socket);
      break;
    case CURL_POLL_IN:
      multi.watch(easy, socket, Reactor::Interest::readable);
      break;
    case CURL_POLL_OUT:
      multi.watch(easy, socket, Reactor::Interest::writable);
      break;
    default:
      multi.watch(easy, socket, Reactor::Interest::both);
      break;
  }
  return 0;
}

int Multi::on_timer(CURLM* /*multi*/, long milliseconds, void* self) noexcept {
  static_cast<Multi*>(self)->set_timer(milliseconds);
  return 0;
}

// One that cannot be watched is left: to say so would end all transfers, where this one runs into its time-out.
void Multi::watch(CURL* easy, curl_socket_t socket, Reactor::Interest interest) {
  if (const auto found = watches_.find(socket); found != watches_.end()) {
    found->second.easy = easy;
    return found->second.watch->change(interest);
  }
  auto watch = reactor_.watch(socket, interest, [this, socket] { act(socket); });
  if (watch) watches_.emplace(socket, Watched{easy, std::move(watch).value()});
}

// Never at once, even for 0: libcurl is in the middle of something when it asks.
void Multi::set_timer(long milliseconds) {
  loop_.cancel(timer_);
  timer_ = {};
  if (milliseconds >= 0)
    timer_ =
        loop_.after_standing(std::chrono::milliseconds(milliseconds), [this] { act(CURL_SOCKET_TIMEOUT); });
}

void Multi::act(curl_socket_t socket) {
  int running = 0;
  curl_multi_socket_action(multi_.get(), socket, 0, &running);
  std::vector<std::pair<CURL*, CURLcode>> over;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) over.emplace_back(message->easy_handle, message->data.result);
  }
  for (const auto& [easy, code] : over) {
    remove(easy);
    ended_(easy, code);
  }
}

}  // namespace tipring::http
