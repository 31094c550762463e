#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tipring::number_plan {

/// The zones of numbers that begin with the same digits: `count` of zone_places() from `first` on.
struct BeginningZones {
  std::uint32_t digits = 0;  ///< The beginning, without +. No country's code begins with 0.
  std::uint16_t first = 0;
  std::uint16_t count = 0;
};

// What make_number_zones.py makes of libphonenumber's data when the program is built.
extern const std::span<const BeginningZones> beginnings_with_zones;  ///< In the order of their digits.
extern const std::span<const std::uint16_t> zone_places;             ///< In `zone_names`.
extern const std::span<const std::string_view> zone_names;           ///< By IANA.

/// The time zones in which numbers are that begin with `digits`, a number without + or the beginning of one:
/// those of the longest beginning that is known. Empty: none is.
std::vector<std::string> zones_of(std::string_view digits);

}  // namespace tipring::number_plan
