#include "runtime/ports/hidden_hosts.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace tipring {
namespace {

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return small;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string name_of_part(std::string_view part) {
  return in_small_letters(part.substr(0, part.find('=')));
}

std::string kept_parameters(std::string_view parameters) {
  std::string kept;
  for (const std::string_view parameter : parts_of(parameters, ';')) {
    const std::string name = name_of_part(parameter);
    if (name == "user" || name == "cause") kept += ";" + std::string(parameter);
  }
  return kept;
}

// People write hosts into a reason's text.
std::string kept_headers(std::string_view headers) {
  std::string kept;
  for (std::string_view header : parts_of(headers, '&')) {
    const std::string name = name_of_part(header);
    if (name != "reason" && name != "privacy") continue;
    header = header.substr(0, std::min(in_small_letters(header).find("%3btext"), header.size()));
    kept += (kept.empty() ? "?" : "&") + std::string(header);
  }
  return kept;
}

std::string hidden_sip(std::string_view scheme, std::string_view rest, std::string_view host) {
  std::string user;
  if (const auto at = rest.find('@'); at != std::string_view::npos) {
    // What follows a colon is a password.
    const std::string_view user_info = rest.substr(0, at);
    user = std::string(user_info.substr(0, user_info.find(':'))) + "@";
    rest.remove_prefix(at + 1);
  }
  const auto question = std::min(rest.find('?'), rest.size());
  const auto semicolon = std::min(rest.find(';'), question);
  return std::string(scheme) + ":" + user + std::string(host) +
         kept_parameters(rest.substr(semicolon, question - semicolon)) +
         kept_headers(rest.substr(std::min(question + 1, rest.size())));
}

std::string hidden_tel(std::string_view scheme, std::string_view rest, std::string_view host) {
  const auto number = std::min(rest.find(';'), rest.size());
  std::string uri = std::string(scheme) + ":" + std::string(rest.substr(0, number));
  for (const std::string_view parameter : parts_of(rest.substr(number), ';')) {
    const bool names_host =
        name_of_part(parameter) == "phone-context" && parameter.find("=+") == parameter.npos;
    uri += ";" + (names_host ? "phone-context=" + std::string(host.substr(0, host.find(':')))
                             : std::string(parameter));
  }
  return uri;
}

// Nothing where the text is no SIP or tel URI.
std::optional<std::string> hidden_uri(std::string_view uri, std::string_view host) {
  const auto colon = uri.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = uri.substr(0, colon);
  const std::string known = in_small_letters(scheme);
  if (known == "sip" || known == "sips") return hidden_sip(scheme, uri.substr(colon + 1), host);
  if (known == "tel") return hidden_tel(scheme, uri.substr(colon + 1), host);
  return std::nullopt;
}

// Reads a field from left to right, quoted display names as they are.
class Reader {
 public:
  Reader(std::string_view value, std::string_view host) : value_(value), host_(host) {}

  std::string read() {
    while (at_ < value_.size()) {
      const char letter = value_[at_];
      if (letter == '"') {
        take_quoted();
      } else if (letter == '<') {
        take_bracketed();
      } else if (starts_item_) {
        take_bare();
      } else {
        starts_item_ = letter == ',';
        hidden_ += letter;
        ++at_;
      }
    }
    return found_ ? hidden_ : std::string();
  }

 private:
  void take_quoted() {
    const auto start = at_++;
    while (at_ < value_.size() && value_[at_] != '"')
      at_ += value_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, value_.size());
    hidden_ += value_.substr(start, at_ - start);
    starts_item_ = false;
  }

  void take_bracketed() {
    const auto end = std::min(value_.find('>', at_), value_.size());
    const auto uri = hidden_uri(value_.substr(at_ + 1, end - at_ - 1), host_);
    found_ = found_ || uri.has_value();
    // What else may stand there is not known not to tell anything.
    hidden_ += "<" + uri.value_or("sip:" + std::string(host_)) + ">";
    at_ = std::min(end + 1, value_.size());
    starts_item_ = false;
  }

  // A URI without brackets has no parameters of its own (RFC 3261, section 20.10).
  void take_bare() {
    const auto start = value_.find_first_not_of(" \t", at_);
    if (start == std::string_view::npos) {
      at_ = value_.size();
      return;
    }
    hidden_ += value_.substr(at_, start - at_);
    at_ = start;
    starts_item_ = false;
    const auto end = std::min(value_.find_first_of(";, \t", start), value_.size());
    const auto uri = hidden_uri(value_.substr(start, end - start), host_);
    if (!uri) return;
    found_ = true;
    hidden_ += *uri;
    at_ = end;
  }

  std::string_view value_;
  std::string_view host_;
  std::string hidden_;
  std::size_t at_ = 0;
  bool starts_item_ = true;
  bool found_ = false;
};

}  // namespace

std::string with_hidden_hosts(std::string_view value, std::string_view host) {
  return Reader(value, host).read();
}

}  // namespace tipring
