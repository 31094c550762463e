#include "adapters/number_plan/number_zones.h"

#include <algorithm>

namespace tipring::number_plan {
namespace {

// Of the data, whose longest has eight.
constexpr std::size_t longest_beginning = 9;

const BeginningZones* find(std::uint32_t digits) {
  const auto found = std::ranges::lower_bound(beginnings_with_zones, digits, {}, &BeginningZones::digits);
  return found != beginnings_with_zones.end() && found->digits == digits ? &*found : nullptr;
}

}  // namespace

std::vector<std::string> zones_of(std::string_view digits) {
  const BeginningZones* best = nullptr;
  std::uint32_t beginning = 0;
  for (const char digit : digits.substr(0, longest_beginning)) {
    if (digit < '0' || digit > '9') break;
    beginning = beginning * 10 + static_cast<std::uint32_t>(digit - '0');
    if (const BeginningZones* longer = find(beginning)) best = longer;
  }
  std::vector<std::string> names;
  if (best == nullptr) return names;
  for (const std::uint16_t place : zone_places.subspan(best->first, best->count))
    names.emplace_back(zone_names[place]);
  return names;
}

}  // namespace tipring::number_plan
