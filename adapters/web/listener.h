#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "adapters/web/metrics_server.h"

namespace tipring::web {

/// The server's own side: what its thread does. Internal to this room; the server's thread only, but for
/// run()'s caller, stop() and the figures' coming.
class MetricsServer::Listener : public std::enable_shared_from_this<MetricsServer::Listener> {
 public:
  Listener(Ask ask, MetricsServerLimits limits);

  /// The port that was bound.
  Result<std::uint16_t> open(const WebAddress& address);
  void run();
  /// Any thread.
  void stop();

  const MetricsServerLimits& limits() const { return limits_; }

  /// `take` gets the figures' text, or null where they do not come in time; later, or at once.
  using Take = std::function<void(std::shared_ptr<const std::string>)>;
  void get(Take take);

  void connection_over() { --connections_; }

 private:
  void accept();
  void arrived(const Text& text);
  void give(const std::shared_ptr<const std::string>& text);

  Ask ask_;
  MetricsServerLimits limits_;
  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_{context_};
  boost::asio::steady_timer patience_{context_};
  boost::asio::steady_timer pause_{context_};
  std::size_t connections_ = 0;
  bool asking_ = false;
  std::vector<Take> waiting_;
  std::shared_ptr<const std::string> latest_;
  std::chrono::steady_clock::time_point latest_at_{};
};

}  // namespace tipring::web
