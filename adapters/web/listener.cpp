#include "adapters/web/listener.h"

#include <utility>

#include <boost/asio/post.hpp>

#include "adapters/web/http_session.h"

namespace tipring::web {

namespace net = boost::asio;
using boost::system::error_code;

namespace {

// With no descriptor left, accepting fails at once, and would do so again without end.
constexpr std::chrono::seconds accept_pause{1};

}  // namespace

MetricsServer::Listener::Listener(Ask ask, MetricsServerLimits limits)
    : ask_(std::move(ask)), limits_(limits) {}

Result<std::uint16_t> MetricsServer::Listener::open(const WebAddress& address) {
  error_code error;
  const net::ip::tcp::endpoint endpoint(net::ip::make_address(address.ip, error), address.port);
  if (!error) acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(net::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(net::socket_base::max_listen_connections, error);
  const std::string name = address.ip + " port " + std::to_string(address.port);
  if (error == net::error::address_in_use)
    return Error{"address-in-use", name + " is in use by another program", true};
  if (error) return Error{"address-unavailable", "cannot listen at " + name + ": " + error.message()};
  accept();
  return acceptor_.local_endpoint(error).port();
}

void MetricsServer::Listener::run() {
  context_.run();
}

void MetricsServer::Listener::stop() {
  context_.stop();
}

void MetricsServer::Listener::accept() {
  acceptor_.async_accept([this](error_code error, net::ip::tcp::socket socket) {
    if (error == net::error::operation_aborted) return;
    if (error) {
      pause_.expires_after(accept_pause);
      pause_.async_wait([this](error_code over) {
        if (!over) accept();
      });
      return;
    }
    if (connections_ < limits_.connections) {
      ++connections_;
      std::make_shared<HttpSession>(std::move(socket), weak_from_this(), limits_)->begin();
    }
    accept();
  });
}

void MetricsServer::Listener::get(Take take) {
  if (latest_ != nullptr && std::chrono::steady_clock::now() - latest_at_ < limits_.fresh) return take(latest_);
  waiting_.push_back(std::move(take));
  if (std::exchange(asking_, true)) return;
  patience_.expires_after(limits_.answer);
  patience_.async_wait([this](error_code over) {
    // The figures may still come: until then nobody asks again, and whoever comes meanwhile waits as long.
    if (!over) give(nullptr);
  });
  ask_([weak = weak_from_this()](Text text) {
    if (const auto listener = weak.lock()) {
      net::post(listener->context_, [weak, text = std::move(text)] {
        if (const auto self = weak.lock()) self->arrived(text);
      });
    }
  });
}

void MetricsServer::Listener::arrived(const Text& text) {
  patience_.cancel();
  latest_ = std::make_shared<const std::string>(text());
  latest_at_ = std::chrono::steady_clock::now();
  give(latest_);
}

void MetricsServer::Listener::give(const std::shared_ptr<const std::string>& text) {
  asking_ = false;
  for (const Take& take : std::exchange(waiting_, {}))
    take(text);
}

}  // namespace tipring::web
