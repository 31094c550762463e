#include "runtime/ports/host_part.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>

#include "runtime/base/address_range.h"

namespace tipring {
namespace {

std::string without_capitals(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return small;
}

// With 0x before it in hexadecimal digits, with 0 in octal ones.
std::optional<std::uint32_t> part_of_address(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.starts_with('0')) {
    base = 8;
  }
  std::uint32_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// An IPv4 address as inet_aton(3), and hence whoever looks up a host, takes it: of one to four parts, the last
// of which has all bytes that are left.
std::optional<std::uint32_t> ipv4_of(std::string_view host) {
  std::uint32_t address = 0;
  for (unsigned bytes_left = 4; bytes_left > 0; --bytes_left) {
    const auto dot = host.find('.');
    const auto part = part_of_address(host.substr(0, dot));
    if (!part) return std::nullopt;
    if (dot == std::string_view::npos) {
      if (bytes_left < 4 && *part >= 1U << (8 * bytes_left)) return std::nullopt;
      return address | *part;
    }
    if (*part > 255) return std::nullopt;
    address |= *part << (8 * (bytes_left - 1));
    host.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

std::string in_decimal_parts(std::uint32_t address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8)
    text += (text.empty() ? "" : ".") + std::to_string(address >> static_cast<unsigned>(shift) & 0xffU);
  return text;
}

// `text` begins with the host.
std::string host_at(std::string_view text) {
  if (text.starts_with('[')) {
    text = text.substr(1, text.find(']') - 1);
  } else {
    text = text.substr(0, text.find_first_of(":;?/#> "));
  }
  while (text.ends_with('.'))
    text.remove_suffix(1);
  std::string host = without_capitals(text);
  const auto address = ipv4_of(host);
  return address ? in_decimal_parts(*address) : host;
}

// What follows the user part; nothing where there is no scheme.
std::string_view behind_user(std::string_view uri) {
  const auto colon = uri.find(':');
  if (colon == std::string_view::npos) return {};
  uri.remove_prefix(colon + 1);
  // A user part may have any of the marks that end a host (RFC 3261, section 25.1).
  if (const auto at = uri.find('@'); at != std::string_view::npos) uri.remove_prefix(at + 1);
  return uri;
}

bool is_one_address(const std::string& one, const std::string& other) {
  const auto address = parse_address_range(one);
  return address && address->length == 128 && address->contains(other);
}

// What is sent to such a host goes to 127.0.0.1 or ::1.
bool stands_for_loopback(const std::string& host) {
  return host == "localhost" || is_one_address("0.0.0.0", host) || is_one_address("::", host);
}

bool is_usual_loopback(const std::string& host) {
  return stands_for_loopback(host) || is_one_address("127.0.0.1", host) || is_one_address("::1", host);
}

}  // namespace

std::string host_part_of(std::string_view uri) {
  return host_at(behind_user(uri));
}

std::string maddr_of(std::string_view uri) {
  std::string_view rest = behind_user(uri);
  rest = rest.substr(0, rest.find('?'));
  constexpr std::string_view name = "maddr=";
  for (auto mark = rest.find(';'); mark != std::string_view::npos; mark = rest.find(';')) {
    rest.remove_prefix(mark + 1);
    if (without_capitals(rest.substr(0, name.size())) == name) return host_at(rest.substr(name.size()));
  }
  return {};
}

bool same_host(const std::string& one, const std::string& other) {
  if (one == other) return !one.empty();
  if (stands_for_loopback(one)) return is_usual_loopback(other);
  if (stands_for_loopback(other)) return is_usual_loopback(one);
  return is_one_address(one, other);
}

}  // namespace tipring
