#include "runtime/ports/http_check.h"

#include <algorithm>
#include <array>

namespace tipring {
namespace {

Error refused(std::string text) {
  return {"refused", std::move(text), false};
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_control(unsigned char byte) {
  return byte < 0x20 || byte == 0x7f;
}

// Of a text somebody else may have chosen: on one line and not too long.
std::string shown(const std::string& text) {
  constexpr std::size_t longest_shown = 200;
  std::string line = text.substr(0, longest_shown);
  std::ranges::replace_if(
      line, [](unsigned char byte) { return byte < 0x20 || byte > 0x7e; }, '?');
  return "\"" + line + (text.size() > longest_shown ? "…\"" : "\"");
}

bool is_token_letter(char letter) {
  const bool plain = (letter >= '0' && letter <= '9') || (lower(letter) >= 'a' && lower(letter) <= 'z');
  return plain || std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
}

// How a message is framed and where it goes is not for scripts to say.
bool is_ours(const std::string& name) {
  static constexpr std::array<std::string_view, 9> ours{"Connection", "Content-Length",    "Expect",
                                                        "Host",       "Keep-Alive",        "TE",
                                                        "Trailer",    "Transfer-Encoding", "Upgrade"};
  return std::ranges::any_of(ours, [&](std::string_view each) { return same_http_header(each, name); });
}

Result<void> check_url(const std::string& url) {
  if (std::ranges::any_of(url, [](unsigned char byte) { return byte <= 0x20 || byte > 0x7e; }))
    return refused("the URL " + shown(url) + " has a space, a control character or a letter that is not ASCII");
  std::size_t host = 0;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (same_http_header(std::string_view(url).substr(0, scheme.size()), scheme)) host = scheme.size();
  }
  if (host == 0) return refused("the URL " + shown(url) + " does not begin with https:// or http://");
  const std::size_t end = std::min(url.find_first_of("/?#\\", host), url.size());
  if (end == host) return refused("the URL " + shown(url) + " names no host");
  if (url.substr(host, end - host).find('@') != std::string::npos)
    return refused("the URL has a user or a password in it; a token belongs to the option token");
  return {};
}

Result<void> check_header(const HttpHeader& header) {
  if (header.name.empty() || !std::ranges::all_of(header.name, is_token_letter))
    return refused(shown(header.name) + " is no name of a header field");
  if (is_ours(header.name)) return refused("the header field " + header.name + " is not for scripts to set");
  if (std::ranges::any_of(header.value, [](unsigned char byte) { return is_control(byte) && byte != '\t'; }))
    return refused("the header field " + header.name + " has a line end or another control character in it");
  return {};
}

}  // namespace

bool same_http_header(std::string_view first, std::string_view second) {
  return std::ranges::equal(first, second, {}, lower, lower);
}

Result<void> check_request(const HttpRequest& request) {
  if (auto checked = check_url(request.url); !checked) return checked;
  for (const HttpHeader& header : request.headers) {
    if (auto checked = check_header(header); !checked) return checked;
  }
  return check_token(request.token.text);
}

Result<void> check_token(const std::string& text) {
  if (std::ranges::any_of(text, [](unsigned char byte) { return is_control(byte) || byte == ' '; }))
    return refused("the token has a space, a line end or another control character in it");
  return {};
}

}  // namespace tipring
