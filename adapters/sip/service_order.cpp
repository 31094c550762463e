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

ServiceName service_of(const std::string& transport, const std::string& domain) {
  return {transport, (transport == "tls" ? "_sips._tcp." : "_sip._" + transport + ".") + domain};
}

std::vector<ServiceName> services_of(std::vector<NaptrRecord> records) {
  std::ranges::stable_sort(records, [](const NaptrRecord& first, const NaptrRecord& second) {
    return std::tuple(first.order, first.preference) < std::tuple(second.order, second.preference);
  });
  std::vector<ServiceName> services;
  for (const NaptrRecord& record : records) {
    const std::string service = lower_case(record.service);
    const char* transport = service == "sip+d2u"    ? "udp"
                            : service == "sip+d2t"  ? "tcp"
                            : service == "sips+d2t" ? "tls"
                                                    : nullptr;
    if (lower_case(record.flags) != "s" || transport == nullptr) continue;
    services.push_back({transport, record.replacement});
  }
  return services;
}

}  // namespace tipring::sip
