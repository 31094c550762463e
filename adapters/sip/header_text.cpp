#include "adapters/sip/header_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "runtime/ports/reason_phrase.h"
#include "runtime/ports/user_part.h"

namespace tipring::sip {
namespace {

constexpr std::string_view white_space = " \t\r\n";
constexpr std::string_view alphanumeric = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool is_one_of(char letter, std::string_view set) {
  return set.find(letter) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return is_one_of(letter, alphanumeric) || is_one_of(letter, "-.!%*_+`'~");
  });
}

// Long and compact names of what the user agent writes itself.
constexpr std::array<std::string_view, 27> own_headers{"via",
                                                       "v",
                                                       "from",
                                                       "f",
                                                       "to",
                                                       "t",
                                                       "call-id",
                                                       "i",
                                                       "cseq",
                                                       "contact",
                                                       "m",
                                                       "route",
                                                       "record-route",
                                                       "content-type",
                                                       "c",
                                                       "content-length",
                                                       "l",
                                                       "max-forwards",
                                                       "user-agent",
                                                       "server",
                                                       "allow",
                                                       "require",
                                                       "supported",
                                                       "k",
                                                       "content-encoding",
                                                       "e",
                                                       "rseq"};

bool belongs_to_protocol(std::string_view name) {
  return std::find(own_headers.begin(), own_headers.end(), lower_case(name)) != own_headers.end();
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(),
      [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; }, ' ');
  return line;
}

std::string seconds_text(Duration time) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count());
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return result;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char letter : one_line(text)) {
    if (letter == '"' || letter == '\\') result += '\\';
    result += letter;
  }
  return result + "\"";
}

std::string unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string result;
  const auto inside = text.substr(1, text.size() - 2);
  for (std::size_t at = 0; at < inside.size(); ++at) {
    if (inside[at] == '\\' && at + 1 < inside.size()) ++at;
    result += inside[at];
  }
  return result;
}

std::string additional_headers(const Headers& headers, std::vector<std::string>& refused) {
  std::string lines;
  for (const auto& [name, value] : headers) {
    if (is_token(name) && !belongs_to_protocol(name)) {
      lines += name + ": " + one_line(value) + "\r\n";
    } else {
      refused.push_back(one_line(name));
    }
  }
  return lines;
}

std::string text_of_status(int status) {
  return std::to_string(status) + ' ' + std::string(reason_phrase(status));
}

std::string name_addr_of(const PartyAddress& party, const std::string& own_host) {
  std::string uri = one_line(party.uri);
  if (party.host.empty()) {
    uri = "sip:" + escaped_user(party.user.empty() ? "tipring" : party.user) + "@" + own_host;
  } else if (uri.empty()) {
    uri = "sip:" + (party.user.empty() ? "" : escaped_user(party.user) + "@") + one_line(party.host);
  }
  // An angle bracket inside would end the URI and let header parameters follow.
  std::erase_if(uri, [](char letter) { return letter == '<' || letter == '>' || letter == ' '; });
  return (party.display.empty() ? "" : quoted(party.display) + " ") + "<" + uri + ">";
}

}  // namespace tipring::sip
