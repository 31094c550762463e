#include "adapters/sip/refer_to.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "adapters/sip/header_text.h"
#include "runtime/ports/user_part.h"

namespace tipring::sip {
namespace {

bool has_scheme(std::string_view text) {
  constexpr std::array<std::string_view, 3> schemes{"sip:", "sips:", "tel:"};
  const std::string small = lower_case(text);
  return std::any_of(schemes.begin(), schemes.end(),
                     [&](std::string_view scheme) { return small.starts_with(scheme); });
}

// "127.0.0.1:5060" of "sip:100@127.0.0.1:5060;transport=tcp".
std::string_view place_of(std::string_view uri) {
  uri.remove_prefix(std::min(uri.size(), uri.find(':') + 1));
  uri = uri.substr(0, uri.find_first_of(";?>"));
  if (const auto at = uri.find('@'); at != std::string_view::npos) uri.remove_prefix(at + 1);
  return uri;
}

// As the value of a header field within a URI (RFC 3261, section 25.1, hvalue).
std::string escaped_value(std::string_view text) {
  constexpr std::string_view plain = "-_.!~*'()[]/?:+$";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string escaped;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) != 0 || plain.find(letter) != std::string_view::npos) {
      escaped += letter;
    } else {
      escaped += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return escaped;
}

}  // namespace

std::string refer_to(std::string_view target, std::string_view peer) {
  std::string text = one_line(target);
  // What could end the angle brackets that it stands in.
  std::erase_if(text, [](char letter) { return letter == '<' || letter == '>' || letter == ' '; });
  if (has_scheme(text)) return text;
  const std::string scheme = lower_case(peer).starts_with("sips:") ? "sips:" : "sip:";
  if (text.find('@') != std::string::npos) return scheme + text;
  return scheme + escaped_user(text) + "@" + std::string(place_of(peer));
}

std::string refer_to(std::string_view party, const Replaces& replaces) {
  return std::string(party.substr(0, party.find('?'))) + "?Replaces=" +
         escaped_value(replaces.call_id + ";to-tag=" + replaces.to_tag + ";from-tag=" + replaces.from_tag);
}

std::optional<int> status_of_fragment(std::string_view body) {
  constexpr std::string_view start = "SIP/2.0 ";
  if (!body.starts_with(start)) return std::nullopt;
  body = body.substr(start.size(), 3);
  int status = 0;
  const auto [end, problem] = std::from_chars(body.data(), body.data() + body.size(), status);
  if (problem != std::errc() || end != body.data() + body.size() || status < 100 || status > 699)
    return std::nullopt;
  return status;
}

}  // namespace tipring::sip
