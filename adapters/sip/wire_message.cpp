#include "adapters/sip/wire_message.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace tipring::sip {
namespace {

char lower(char letter) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

bool same_word(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

// Where `word` stands in `text` from `from` on, whatever the case of its letters.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  if (from >= text.size()) return std::string_view::npos;
  const auto rest = text.substr(from);
  const auto found = std::search(rest.begin(), rest.end(), word.begin(), word.end(),
                                 [](char a, char b) { return lower(a) == lower(b); });
  return found == rest.end() ? std::string_view::npos : from + static_cast<std::size_t>(found - rest.begin());
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Takes the first line off `text`, without its end.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

struct HeaderName {
  std::string_view full;
  std::string_view compact;
};
constexpr HeaderName call_id_name{"Call-ID", "i"};
constexpr HeaderName content_length_name{"Content-Length", "l"};
constexpr HeaderName content_type_name{"Content-Type", "c"};
constexpr HeaderName cseq_name{"CSeq", ""};

// The value of `line` where it is the header field `name`.
std::optional<std::string_view> value_in(std::string_view line, const HeaderName& name) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto own = trimmed(line.substr(0, colon));
  if (!same_word(own, name.full) && (name.compact.empty() || !same_word(own, name.compact)))
    return std::nullopt;
  return trimmed(line.substr(colon + 1));
}

template <typename Number>
std::optional<Number> leading_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end != text.data() ? std::optional(number) : std::nullopt;
}

std::string_view without_blank_lines(std::string_view bytes) {
  const auto first = bytes.find_first_not_of("\r\n");
  return bytes.substr(first == std::string_view::npos ? bytes.size() : first);
}

constexpr std::string_view protocol = "SIP/2.0";

bool read_start_line(std::string_view line, MessageSummary& summary) {
  if (line.starts_with(protocol)) {
    const auto rest = trimmed(line.substr(protocol.size()));
    const int status = leading_number<int>(rest).value_or(0);
    if (status < 100 || status > 699) return false;
    summary.status = status;
    summary.reason = trimmed(rest.substr(3));
    return true;
  }
  summary.method = line.substr(0, line.find(' '));
  return !summary.method.empty() && line.ends_with(protocol);
}

void hide(std::string& bytes, std::size_t from, std::size_t to) {
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(to),
            'x');
}

// From `from` to the first of `ends`, or to the end.
std::size_t end_of(std::string_view bytes, std::size_t from, std::string_view ends) {
  return std::min(bytes.find_first_of(ends, from), bytes.size());
}

// response="…" of digest; what stands behind Basic.
void hide_credentials(std::string& bytes, std::size_t begin, std::size_t end) {
  const std::string_view line = std::string_view(bytes).substr(0, end);
  if (const auto basic = find_word(line, "basic ", begin); basic != std::string_view::npos)
    return hide(bytes, basic + 6, end);
  constexpr std::string_view name = "response";
  for (auto at = find_word(line, name, begin); at != std::string_view::npos;
       at = find_word(line, name, at + name.size())) {
    auto value = line.find_first_not_of(" \t", at + name.size());
    if (value == std::string_view::npos || line[value] != '=') continue;
    value = line.find_first_not_of(" \t", value + 1);
    if (value == std::string_view::npos) continue;
    const bool quoted = line[value] == '"';
    if (quoted) ++value;
    hide(bytes, value, end_of(line, value, quoted ? "\"" : ", \t"));
  }
}

// sip:user:password@host (RFC 3261, section 19.1.1).
void hide_password_in_uri(std::string& bytes, std::size_t begin, std::size_t end) {
  const std::string_view line = std::string_view(bytes).substr(0, end);
  for (const std::string_view scheme : {"sip:", "sips:"}) {
    for (auto at = find_word(line, scheme, begin); at != std::string_view::npos;
         at = find_word(line, scheme, at + 1)) {
      const auto user = at + scheme.size();
      const auto stop = end_of(line, user, "@<>\" \t");
      const auto colon = line.find(':', user);
      if (stop < line.size() && line[stop] == '@' && colon < stop) hide(bytes, colon + 1, stop);
    }
  }
}

// Keys of RFC 4568 (a=crypto) and of RFC 3830 (a=key-mgmt), and of k= (RFC 4566).
void hide_key(std::string& bytes, std::size_t begin, std::size_t end) {
  const std::string_view line = std::string_view(bytes).substr(begin, end - begin);
  if (line.starts_with("a=crypto:")) {
    constexpr std::string_view name = "inline:";
    for (auto at = find_word(line, name, 0); at != std::string_view::npos; at = find_word(line, name, at + 1)) {
      const auto key = at + name.size();
      hide(bytes, begin + key, begin + end_of(line, key, "| \t;"));
    }
  } else if (line.starts_with("k=") || line.starts_with("a=key-mgmt:")) {
    const auto value = line.find_first_of(": ", line.starts_with("k=") ? 2 : 11);
    if (value != std::string_view::npos) hide(bytes, begin + value + 1, end);
  }
}

}  // namespace

std::string_view call_id_in(std::string_view bytes) {
  std::string_view rest = without_blank_lines(bytes);
  take_line(rest);
  while (!rest.empty()) {
    const auto line = take_line(rest);
    if (line.empty()) break;
    if (const auto value = value_in(line, call_id_name)) return *value;
  }
  return {};
}

MessageSummary summary_of(std::string_view bytes) {
  MessageSummary summary;
  std::string_view rest = without_blank_lines(bytes);
  const bool begins_well = read_start_line(take_line(rest), summary);
  bool has_cseq = false;
  summary.call_id = call_id_in(bytes);
  while (!rest.empty()) {
    const auto line = take_line(rest);
    if (line.empty()) break;
    if (const auto cseq = value_in(line, cseq_name)) {
      const auto number = leading_number<std::uint32_t>(*cseq);
      const auto blank = cseq->find_first_of(" \t");
      has_cseq = number && blank != std::string_view::npos;
      if (!has_cseq) continue;
      summary.cseq = *number;
      if (summary.status != 0) summary.method = trimmed(cseq->substr(blank));
    } else if (const auto type = value_in(line, content_type_name)) {
      summary.has_sdp = find_word(*type, "application/sdp", 0) == 0;
    }
  }
  summary.readable = begins_well && has_cseq && !summary.call_id.empty();
  return summary;
}

std::size_t length_of_first(std::string_view stream) {
  const auto blank = stream.size() - without_blank_lines(stream).size();
  std::string_view rest = stream.substr(blank);
  std::size_t body = 0;
  while (!rest.empty()) {
    if (rest.find('\n') == std::string_view::npos) return 0;
    const auto line = take_line(rest);
    if (line.empty()) {
      const std::size_t head = stream.size() - rest.size();
      return body <= rest.size() ? head + body : 0;
    }
    if (const auto value = value_in(line, content_length_name))
      body = leading_number<std::size_t>(*value).value_or(0);
  }
  return 0;
}

std::string without_secrets(std::string bytes) {
  bool in_head = true;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    const std::string_view line = std::string_view(bytes).substr(begin, end - begin);
    if (in_head && begin > 0 && trimmed(line).empty()) in_head = false;
    const auto name = trimmed(line.substr(0, line.find(':')));
    const std::size_t shown_end = line.ends_with('\r') ? end - 1 : end;
    // A field may go on in further lines (RFC 3261, section 7.3.1), which are looked at like its first.
    const bool continued = line.starts_with(' ') || line.starts_with('\t');
    if (in_head && (continued || same_word(name, "Authorization") || same_word(name, "Proxy-Authorization")))
      hide_credentials(bytes, begin, shown_end);
    if (in_head) hide_password_in_uri(bytes, begin, shown_end);
    hide_key(bytes, begin, shown_end);
    begin = end + 1;
  }
  return bytes;
}

}  // namespace tipring::sip
