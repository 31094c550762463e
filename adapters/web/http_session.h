#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "adapters/web/listener.h"

namespace tipring::web {

/// One client: its requests, one after the other. Internal to this room; the server's thread only.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(boost::asio::ip::tcp::socket socket, std::weak_ptr<MetricsServer::Listener> listener,
              MetricsServerLimits limits);
  ~HttpSession();
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  void begin() { read(); }

 private:
  using Response = boost::beast::http::response<boost::beast::http::string_body>;
  void read();
  void take();
  void refuse(boost::beast::http::status status);
  void send(Response response);

  boost::beast::tcp_stream stream_;
  std::weak_ptr<MetricsServer::Listener> listener_;
  MetricsServerLimits limits_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> parser_;
  std::optional<Response> response_;
};

}  // namespace tipring::web
