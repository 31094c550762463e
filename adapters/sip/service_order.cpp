#include "adapters/sip/service_order.h"

#include <algorithm>
#include <tuple>

#include "adapters/sip/header_text.h"

namespace tipring::sip {

// RFC 2782, "Usage rules": those without weight stand first, and have the smallest chance.
std::vector<ServiceRecord> in_order(std::vector<ServiceRecord> records, Chance& chance) {
  std::ranges::stable_sort(records, [](const ServiceRecord& first, const ServiceRecord& second) {
    return std::tuple(first.priority, first.weight != 0) < std::tuple(second.priority, second.weight != 0);
  });
  std::vector<ServiceRecord> ordered;
  while (!records.empty()) {
    const auto end = std::ranges::find_if(
        records, [&](const ServiceRecord& record) { return record.priority != records.front().priority; });
    std::int64_t total = 0;
    for (auto record = records.begin(); record != end; ++record)
      total += record->weight;
    std::int64_t mark = chance.between(0, total);
    auto chosen = records.begin();
    while ((mark -= chosen->weight) > 0)
      ++chosen;
    ordered.push_back(*chosen);
    records.erase(chosen);
  }
  return ordered;
}

std::vector<ServiceName> services_of(std::vector<NaptrRecord> records) {
  std::ranges::stable_sort(records, [](const NaptrRecord& first, const NaptrRecord& second) {
    return std::tuple(first.order, first.preference) < std::tuple(second.order, second.preference);
  });
  std::vector<ServiceName> services;
  for (const NaptrRecord& record : records) {
    const std::string service = lower_case(record.service);
    if (lower_case(record.flags) != "s" || (service != "sip+d2u" && service != "sip+d2t")) continue;
    services.push_back({service == "sip+d2u" ? "udp" : "tcp", record.replacement});
  }
  return services;
}

}  // namespace tipring::sip
