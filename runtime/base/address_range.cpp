#include "runtime/base/address_range.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <arpa/inet.h>

namespace tipring {
namespace {

constexpr int mapped_bits = 96;

using Bytes = std::array<std::uint8_t, 16>;

std::optional<Bytes> bytes_of(const std::string& ip, bool& is_v4) {
  Bytes bytes{};
  is_v4 = inet_pton(AF_INET, ip.c_str(), bytes.data() + 12) == 1;
  if (is_v4) {
    bytes[10] = bytes[11] = 0xff;
    return bytes;
  }
  if (inet_pton(AF_INET6, ip.c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
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
