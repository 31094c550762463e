#include "runtime/ports/host_part.h"

#include <algorithm>

#include "runtime/base/address_range.h"

namespace tipring {

std::string host_part_of(std::string_view uri) {
  const auto colon = uri.find(':');
  if (colon == std::string_view::npos) return {};
  std::string_view rest = uri.substr(colon + 1);
  // A user part may have any of the marks that end a host (RFC 3261, section 25.1).
  if (const auto at = rest.find('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  if (rest.starts_with('[')) {
    rest = rest.substr(1, rest.find(']') - 1);
  } else {
    rest = rest.substr(0, rest.find_first_of(":;?/#> "));
  }
  while (rest.ends_with('.'))
    rest.remove_suffix(1);
  std::string host(rest);
  std::ranges::transform(host, host.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return host;
}

bool same_host(const std::string& one, const std::string& other) {
  if (one == other) return !one.empty();
  const auto address = parse_address_range(one);
  return address && address->length == 128 && address->contains(other);
}

}  // namespace tipring
