#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring {

/// A header field of HTTP.
struct HttpHeader {
  std::string name;
  std::string value;
};

/// Who we say to be: sent as `Authorization: Bearer` (RFC 6750). Never logged, and never sent to another origin
/// that an answer redirects to.
struct HttpToken {
  std::string secret{};  ///< The name of a secret whose text it is; empty: `text` is it.
  std::string text{};    ///< Empty, as `secret`: there is none.
};

/// What is asked of a server.
struct HttpRequest {
  std::string method{};  ///< "GET", "POST", "PUT", "DELETE".
  std::string url{};     ///< Of http or https, with its query; everything in it is encoded already.
  std::vector<HttpHeader> headers{};
  std::string body{};
  HttpToken token{};
  Duration timeout = std::chrono::seconds(5);  ///< From asking to the end of the answer.
  std::size_t most_bytes = 1U << 20U;          ///< Of the answer's body; more fails with "too-large".
};

/// What a server has answered, whatever its status.
struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers{};
  std::string body{};
};

/// Web services that scripts ask. Control thread only; the network is waited for elsewhere. Failures are
/// "unreachable" (retryable: nobody answers there, or stopped in the middle), "timed-out" (retryable),
/// "circuit-open" (retryable: the server has failed so often that it is left alone for a while), "http-busy"
/// (retryable: too many requests wait), "too-large", "no-secret", and "refused": the URL is none, or its
/// scheme, header fields or redirections are not taken, or the server's certificate is not to be trusted.
class Http {
 public:
  using Request = std::uint64_t;
  using Done = std::function<void(Result<HttpResponse>)>;
  virtual ~Http() = default;

  /// `done` is called once, from the run loop, never before this returns, unless cancel() comes first. GET
  /// follows redirections to http and https, three at most; to other methods they are an answer.
  virtual Request ask(HttpRequest request, Done done) = 0;

  /// Gives it up: the server may have done what it was asked all the same.
  virtual void cancel(Request request) = 0;

  /// What is asked and not answered.
  virtual std::size_t live() const = 0;
};

}  // namespace tipring
