#include "dsl/words/callee_hours.h"

#include <vector>

namespace tipring::dsl {

std::vector<Zone> zones_of_number(const Definitions& definitions, std::string_view number) {
  if (definitions.number_plan == nullptr) return {};
  const auto details =
      definitions.number_plan->look_up(number, definitions.region ? definitions.region->code : "");
  if (!details) return {};
  std::vector<Zone> zones;
  for (const std::string& name : details->zones) {
    const auto zone = Zone::find(name);
    // With one of them unknown nobody can tell that they are open in all.
    if (!zone) return {};
    zones.push_back(zone.value());
  }
  return zones;
}

std::optional<bool> is_open_for(const Definitions& definitions, const Hours& hours, std::string_view number,
                                UtcTime time) {
  if (hours.closing() && hours.closing()->holds_at(time)) return false;
  const std::vector<Zone> zones = zones_of_number(definitions, number);
  if (zones.empty()) return std::nullopt;
  return hours.is_open_in_all(zones, time);
}

}  // namespace tipring::dsl
