#include "adapters/web/metrics_server.h"

#include <charconv>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "adapters/web/listener.h"

namespace tipring::web {

namespace net = boost::asio;

bool WebAddress::is_loopback() const {
  boost::system::error_code error;
  const auto address = net::ip::make_address(ip, error);
  return !error && address.is_loopback();
}

Result<WebAddress> parse_web_address(std::string_view text) {
  const Error bad{"bad-address",
                  "'" + std::string(text) +
                      "' is no address to listen at: give a port, or a numeric address and a port, "
                      "such as 127.0.0.1:9464 or [::1]:9464"};
  WebAddress address{.ip = "127.0.0.1"};
  const auto colon = text.rfind(':');
  std::string_view port = text;
  if (colon != std::string_view::npos) {
    std::string_view host = text.substr(0, colon);
    port = text.substr(colon + 1);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    const auto numeric = net::ip::make_address(std::string(host), error);
    if (error || numeric.is_v6() != bracketed) return bad;
    address.ip = host;
  }
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size() || port.empty()) return bad;
  return address;
}

Result<std::unique_ptr<MetricsServer>> MetricsServer::listen(const WebAddress& address, Ask ask,
                                                             MetricsServerLimits limits) {
  auto listener = std::make_shared<Listener>(std::move(ask), limits);
  const auto port = listener->open(address);
  if (!port) return port.error();
  return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(listener), port.value()));
}

MetricsServer::MetricsServer(std::shared_ptr<Listener> listener, std::uint16_t port)
    : listener_(std::move(listener)), port_(port), thread_([listener = listener_] { listener->run(); }) {}

MetricsServer::~MetricsServer() {
  listener_->stop();
  thread_.join();
}

}  // namespace tipring::web
