#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "adapters/http/handles.h"
#include "runtime/ports/http.h"

namespace tipring::http {

/// One request and what comes of it, on a handle of libcurl's. What libcurl holds of it stays where it is.
class Transfer {
 public:
  struct Setup {
    HttpRequest request;  ///< Checked: see check_request().
    std::string origin;   ///< For messages.
    std::string token;    ///< Empty: none.
    std::string user_agent;
    std::string trust;  ///< A file of authorities; empty: the system's.
  };

  explicit Transfer(Setup setup);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const { return easy_.get(); }

  /// What it has come to, once libcurl says that it is over.
  Result<HttpResponse> outcome(CURLcode code);

 private:
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept;

  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_.get(), option, value);
  }
  void set_protocol();
  void set_method();
  void add_header(const std::string& line);
  bool take_body(const char* data, std::size_t size);
  bool take_header(const char* data, std::size_t size);

  Setup setup_;
  HttpResponse response_;
  std::size_t header_bytes_ = 0;
  bool too_large_ = false;
  std::array<char, CURL_ERROR_SIZE> problem_{};
  ListHandle headers_;
  EasyHandle easy_;  // Last: goes before what it points to.
};

}  // namespace tipring::http
