#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "runtime/base/result.h"

namespace tipring::web {

/// Where to listen for HTTP.
struct WebAddress {
  std::string ip;  ///< Numeric, without brackets.
  std::uint16_t port = 0;
  bool is_loopback() const;
};

/// Reads "9464" (of 127.0.0.1), "127.0.0.1:9464" and "[::1]:9464". Fails with "bad-address": names are not
/// looked up, and all addresses of the machine are only meant where they are written.
Result<WebAddress> parse_web_address(std::string_view text);

/// How much strangers may take of the server.
struct MetricsServerLimits {
  std::size_t connections = 32;              ///< A further one is closed at once.
  std::uint32_t header_bytes = 8U << 10U;    ///< Of a request; a body is not taken at all.
  std::chrono::milliseconds request{5'000};  ///< For a request to come, and for an answer to leave.
  std::chrono::milliseconds answer{5'000};   ///< For the figures to come; then 503.
  std::chrono::milliseconds fresh{250};      ///< Figures this young are given again.
};

/// Serves GET /metrics over HTTP/1.1, on a thread of its own, for Prometheus and what reads the same text.
class MetricsServer {
 public:
  /// Writes the figures as text; runs on the server's thread.
  using Text = std::function<std::string()>;
  /// Takes the figures, on any thread, also after the server's end; once.
  using Answer = std::function<void(Text)>;
  /// Asks for the figures, on the server's thread; must not wait for them.
  using Ask = std::function<void(Answer)>;

  /// Fails with "address-in-use" or "address-unavailable".
  static Result<std::unique_ptr<MetricsServer>> listen(const WebAddress& address, Ask ask,
                                                       MetricsServerLimits limits = {});
  /// Ends the connections and the thread.
  ~MetricsServer();
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  /// The port that is listened at.
  std::uint16_t port() const { return port_; }

  class Listener;

 private:
  explicit MetricsServer(std::shared_ptr<Listener> listener, std::uint16_t port);

  std::shared_ptr<Listener> listener_;
  std::uint16_t port_;
  std::thread thread_;
};

}  // namespace tipring::web
