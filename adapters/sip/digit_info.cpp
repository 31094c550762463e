#include "adapters/sip/digit_info.h"

#include <string>

#include "adapters/sip/header_text.h"

namespace tipring::sip {
namespace {

std::string media_type(std::string_view content_type) {
  return lower_case(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::optional<char> digit_of(std::string_view text) {
  // Some gateways write the event numbers of RFC 4733 for the two signs.
  if (text == "10") return '*';
  if (text == "11") return '#';
  if (text.size() != 1) return std::nullopt;
  const char digit = text[0] >= 'a' && text[0] <= 'd' ? static_cast<char>(text[0] - 32) : text[0];
  constexpr std::string_view digits = "0123456789*#ABCD";
  if (digits.find(digit) == std::string_view::npos) return std::nullopt;
  return digit;
}

std::optional<char> signal_line(std::string_view body) {
  while (!body.empty()) {
    const auto end = body.find('\n');
    const auto line = body.substr(0, end);
    const auto equals = line.find('=');
    if (equals != std::string_view::npos && lower_case(trimmed(line.substr(0, equals))) == "signal") {
      return digit_of(trimmed(line.substr(equals + 1)));
    }
    if (end == std::string_view::npos) break;
    body.remove_prefix(end + 1);
  }
  return std::nullopt;
}

}  // namespace

std::string digit_info_body(char digit) {
  return std::string("Signal=") + digit + "\r\nDuration=100\r\n";
}

bool is_digit_info(std::string_view content_type) {
  const auto type = media_type(content_type);
  return type == "application/dtmf-relay" || type == "application/dtmf";
}

std::optional<char> digit_of_info(std::string_view content_type, std::string_view body) {
  const auto type = media_type(content_type);
  if (type == "application/dtmf-relay") return signal_line(body);
  if (type == "application/dtmf") return digit_of(trimmed(body));
  return std::nullopt;
}

}  // namespace tipring::sip
