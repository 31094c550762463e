#include "runtime/base/address_range.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>

namespace tipring {
namespace {

constexpr int mapped_bits = 96;

using Bytes = std::array<std::uint8_t, 16>;

// What stands before the next `separator`, which is taken off as well.
std::string_view take_part(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

std::optional<unsigned> number_of(std::string_view digits, int base, std::size_t longest, unsigned highest) {
  unsigned number = 0;
  if (digits.empty() || digits.size() > longest) return std::nullopt;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (problem != std::errc{} || end != digits.data() + digits.size() || number > highest) return std::nullopt;
  return number;
}

// Four numbers without zeros before them, as inet_pton(3) takes them.
std::optional<std::array<std::uint8_t, 4>> ipv4_of(std::string_view text) {
  std::array<std::uint8_t, 4> bytes{};
  if (std::ranges::count(text, '.') != 3) return std::nullopt;
  for (auto& byte : bytes) {
    const std::string_view part = take_part(text, '.');
    const auto number = number_of(part, 10, 3, 255);
    if (!number || (part.size() > 1 && part.front() == '0')) return std::nullopt;
    byte = static_cast<std::uint8_t>(*number);
  }
  return bytes;
}

// The groups between colons, the last of which may be an IPv4 address (RFC 4291, section 2.2).
std::optional<std::vector<std::uint8_t>> groups_of(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  if (text.ends_with(':')) return std::nullopt;
  while (!text.empty()) {
    const std::string_view part = take_part(text, ':');
    if (const auto v4 = text.empty() ? ipv4_of(part) : std::nullopt) {
      bytes.insert(bytes.end(), v4->begin(), v4->end());
      continue;
    }
    const auto group = number_of(part, 16, 4, 0xffff);
    if (!group) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*group >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(*group & 0xffU));
  }
  return bytes;
}

std::optional<Bytes> ipv6_of(std::string_view text) {
  const auto gap = text.find("::");
  const auto before = groups_of(text.substr(0, gap));
  const auto after = groups_of(gap == std::string_view::npos ? std::string_view() : text.substr(gap + 2));
  if (!before || !after) return std::nullopt;
  const std::size_t given = before->size() + after->size();
  if (gap == std::string_view::npos ? given != 16 : given > 14) return std::nullopt;
  Bytes bytes{};
  std::ranges::copy(*before, bytes.begin());
  std::ranges::copy(*after, bytes.end() - static_cast<std::ptrdiff_t>(after->size()));
  return bytes;
}

std::optional<Bytes> bytes_of(std::string_view ip, bool& is_v4) {
  const auto v4 = ipv4_of(ip);
  is_v4 = v4.has_value();
  if (!v4) return ipv6_of(ip);
  Bytes bytes{};
  bytes[10] = bytes[11] = 0xff;
  std::ranges::copy(*v4, bytes.begin() + 12);
  return bytes;
}

}  // namespace

bool AddressRange::contains(const std::string& ip) const {
  bool is_v4 = false;
  const auto bytes = bytes_of(ip, is_v4);
  if (!bytes) return false;
  const int whole = length / 8;
  if (!std::equal(prefix.begin(), prefix.begin() + whole, bytes->begin())) return false;
  const int rest = length % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> static_cast<unsigned>(rest));
  const auto index = static_cast<std::size_t>(whole);
  return ((prefix[index] ^ (*bytes)[index]) & mask) == 0;
}

Result<AddressRange> parse_address_range(std::string_view text) {
  const auto bad = [text](const std::string& what) {
    return Error{"bad-address", "'" + std::string(text) + "' is no network such as 192.0.2.0/24: " + what};
  };
  const auto slash = text.find('/');
  const std::string ip(text.substr(0, slash));
  bool is_v4 = false;
  const auto bytes = bytes_of(ip, is_v4);
  if (!bytes) return bad("'" + ip + "' is no numeric address");
  AddressRange range{*bytes, 128};
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  const int longest = is_v4 ? 32 : 128;
  int length = -1;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (problem != std::errc{} || end != digits.data() + digits.size() || length < 0 || length > longest) {
    return bad("the length of its prefix is from 0 to " + std::to_string(longest) + ", not '" +
               std::string(digits) + "'");
  }
  range.length = is_v4 ? mapped_bits + length : length;
  return range;
}

std::vector<AddressRange> loopback_ranges() {
  return {parse_address_range("127.0.0.0/8").value(), parse_address_range("::1").value()};
}

}  // namespace tipring
