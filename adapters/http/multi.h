#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>

#include "adapters/http/handles.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/reactor.h"

namespace tipring::http {

/// Transfers of libcurl's that wait on the reactor, by curl_multi_socket_action. Control thread only.
class Multi {
 public:
  /// `ended` hears of each transfer that is over, never from inside add() or remove(); it has been removed.
  /// `loop` and `reactor` must outlive this.
  Multi(RunLoop& loop, Reactor& reactor, std::size_t connections, std::function<void(CURL*, CURLcode)> ended);
  ~Multi();
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  /// Fails with "unreachable".
  Result<void> add(CURL* easy);
  /// Its connection ends with it.
  void remove(CURL* easy);

 private:
  struct Watched {
    CURL* easy = nullptr;  // Whose socket it is at the moment.
    std::unique_ptr<Reactor::Watch> watch;
  };

  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* socket_data) noexcept;
  static int on_timer(CURLM* multi, long milliseconds, void* self) noexcept;
  void watch(CURL* easy, curl_socket_t socket, Reactor::Interest interest);
  void set_timer(long milliseconds);
  void act(curl_socket_t socket);

  RunLoop& loop_;
  Reactor& reactor_;
  std::function<void(CURL*, CURLcode)> ended_;
  std::unordered_map<curl_socket_t, Watched> watches_;
  TimerHandle timer_;
  MultiHandle multi_;  // Last: still tells of sockets while it goes.
};

}  // namespace tipring::http
