#include "adapters/http/transfer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "runtime/ports/http_check.h"

namespace tipring::http {
namespace {

constexpr long most_redirections = 3;
constexpr std::size_t most_header_bytes = 64U << 10U;

bool has_header(const std::vector<HttpHeader>& headers, std::string_view name) {
  return std::ranges::any_of(headers,
                             [&](const HttpHeader& header) { return same_http_header(header.name, name); });
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// What the request itself is to blame for, or who answers; asking again does not help.
bool is_refusal(CURL* easy, CURLcode code) {
  long redirections = 0;
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
      // Also what libcurl says of an answer that is not HTTP; the scheme that was asked for is known to be.
      curl_easy_getinfo(easy, CURLINFO_REDIRECT_COUNT, &redirections);
      return redirections > 0;
    case CURLE_URL_MALFORMAT:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
      return true;
    default:
      return false;
  }
}

}  // namespace

Transfer::Transfer(Setup setup) : setup_(std::move(setup)), easy_(curl_easy_init()) {
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_URL, setup_.request.url.c_str());
  set(CURLOPT_ERRORBUFFER, problem_.data());
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set_protocol();
  set_method();
  for (const auto& [name, value] : setup_.request.headers)
    add_header(value.empty() ? name + ";" : name + ": " + value);
  set(CURLOPT_HTTPHEADER, headers_.get());
}

void Transfer::set_protocol() {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_USERAGENT, setup_.user_agent.c_str());
  if (!setup_.trust.empty()) {
    set(CURLOPT_CAINFO, setup_.trust.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (!setup_.token.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    set(CURLOPT_XOAUTH2_BEARER, setup_.token.c_str());
  }
  // What stands in the environment of a service is not where its scripts go.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  // A request that is given up while its host's name is looked up would wait for the thread that does, which
  // may be half a minute, on ours. So that thread is let go, and ends by itself.
  set(CURLOPT_QUICK_EXIT, 1L);
}

void Transfer::set_method() {
  const HttpRequest& request = setup_.request;
  if (request.method == "GET") {
    set(CURLOPT_HTTPGET, 1L);
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, most_redirections);
    return;
  }
  if (request.method != "POST") set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method == "DELETE" && request.body.empty()) return;
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDS, request.body.data());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  // Else it would be held out first, and sent a second later where nobody knows what that means.
  add_header("Expect:");
  if (!has_header(request.headers, "Content-Type")) add_header("Content-Type:");
}

void Transfer::add_header(const std::string& line) {
  if (curl_slist* longer = curl_slist_append(headers_.get(), line.c_str()); longer != nullptr) {
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  }
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  return static_cast<Transfer*>(self)->take_body(data, size * count) ? size * count : 0;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  return static_cast<Transfer*>(self)->take_header(data, size * count) ? size * count : 0;
}

bool Transfer::take_body(const char* data, std::size_t size) {
  if (size > setup_.request.most_bytes - response_.body.size()) {
    too_large_ = true;
    return false;
  }
  response_.body.append(data, size);
  return true;
}

// Of every answer on the way, each of which begins with its status: only the last one's count.
bool Transfer::take_header(const char* data, std::size_t size) {
  header_bytes_ += size;
  if (header_bytes_ > most_header_bytes) {
    too_large_ = true;
    return false;
  }
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {
    response_.headers.clear();
    response_.body.clear();
    return true;
  }
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    response_.headers.push_back(
        {std::string(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1)))});
  return true;
}

Result<HttpResponse> Transfer::outcome(CURLcode code) {
  if (code == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    return std::move(response_);
  }
  const std::string& origin = setup_.origin;
  if (too_large_)
    return Error{"too-large", origin + " answers with more than " +
                                  (header_bytes_ > most_header_bytes
                                       ? std::to_string(most_header_bytes) + " bytes of header fields"
                                       : std::to_string(setup_.request.most_bytes) + " bytes")};
  std::string why = problem_.front() != '\0' ? problem_.data() : curl_easy_strerror(code);
  if (code == CURLE_OPERATION_TIMEDOUT) return Error{"timed-out", origin + ": " + why, true};
  if (is_refusal(easy_.get(), code)) return Error{"refused", origin + ": " + why};
  return Error{"unreachable", origin + ": " + why, true};
}

}  // namespace tipring::http
