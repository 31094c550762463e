#include "adapters/web/http_session.h"

#include <utility>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

namespace tipring::web {

namespace http = boost::beast::http;
using boost::system::error_code;

HttpSession::HttpSession(boost::asio::ip::tcp::socket socket, std::weak_ptr<MetricsServer::Listener> listener,
                         MetricsServerLimits limits)
    : stream_(std::move(socket)),
      listener_(std::move(listener)),
      limits_(limits),
      buffer_(limits.header_bytes + 1024) {}

HttpSession::~HttpSession() {
  if (const auto listener = listener_.lock()) listener->connection_over();
}

void HttpSession::read() {
  parser_.emplace();
  parser_->header_limit(limits_.header_bytes);
  parser_->body_limit(0);
  stream_.expires_after(limits_.request);
  http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
    if (!error) return self->take();
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
      return self->refuse(http::status::request_header_fields_too_large);
    if (error == http::error::body_limit || error == http::error::unexpected_body)
      return self->refuse(http::status::payload_too_large);
    // Who sends no HTTP is told so; who is gone or too slow is not.
    if (error.category() == make_error_code(http::error::bad_method).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message)
      self->refuse(http::status::bad_request);
  });
}

void HttpSession::take() {
  const auto& request = parser_->get();
  const auto path = request.target().substr(0, request.target().find('?'));
  if (path != "/metrics") return refuse(http::status::not_found);
  if (request.method() != http::verb::get && request.method() != http::verb::head)
    return refuse(http::status::method_not_allowed);
  const auto listener = listener_.lock();
  if (listener == nullptr) return;
  // Waits for the figures, not for the client.
  stream_.expires_never();
  listener->get([self = shared_from_this()](const std::shared_ptr<const std::string>& text) {
    if (text == nullptr) return self->refuse(http::status::service_unavailable);
    const auto& asked = self->parser_->get();
    Response response(http::status::ok, asked.version());
    response.keep_alive(asked.keep_alive());
    response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
    response.content_length(text->size());
    if (asked.method() == http::verb::get) response.body() = *text;
    self->send(std::move(response));
  });
}

void HttpSession::refuse(http::status status) {
  Response response(status, 11);
  response.keep_alive(false);
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  if (status == http::status::method_not_allowed) response.set(http::field::allow, "GET, HEAD");
  response.body() = std::string(http::obsolete_reason(status)) + "\n";
  response.prepare_payload();
  send(std::move(response));
}

void HttpSession::send(Response response) {
  response_.emplace(std::move(response));
  stream_.expires_after(limits_.request);
  http::async_write(stream_, *response_, [self = shared_from_this()](error_code error, std::size_t) {
    if (!error && self->response_->keep_alive()) return self->read();
    error_code ignored;
    self->stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  });
}

}  // namespace tipring::web
