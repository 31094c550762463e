#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"

namespace tipring {

/// A network by its prefix, or one address: "192.0.2.0/24", "2001:db8::/32", "192.0.2.7". Both families in the
/// form of IPv6, an IPv4 address as ::ffff:a.b.c.d (RFC 4291, section 2.5.5.2).
struct AddressRange {
  std::array<std::uint8_t, 16> prefix{};
  int length = 128;  ///< Bits that count, 0 to 128.

  /// False for a text that is no numeric address.
  bool contains(const std::string& ip) const;
};

/// Fails with "bad-address", naming the part that is wrong.
Result<AddressRange> parse_address_range(std::string_view text);

/// 127.0.0.0/8 and ::1: this machine.
std::vector<AddressRange> loopback_ranges();

}  // namespace tipring
