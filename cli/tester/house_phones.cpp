#include "cli/tester/house_phones.h"

#include "runtime/base/nearest.h"
#include "runtime/ports/host_part.h"

namespace tipring::cli {

std::vector<PhonePlace> HousePhones::places_of(const std::string& name) const {
  const bool known = definitions_ != nullptr && definitions_->phones.contains(name);
  if (!known || away_.contains(name)) return {};
  return {{"sip:" + name + "@phones.test", 1}};
}

std::string HousePhones::trunk_at(const std::string& host) const {
  if (definitions_ == nullptr) return {};
  for (const auto& [name, trunk] : definitions_->trunks) {
    if (same_host(host_part_of(trunk.sip), host)) return name;
  }
  return {};
}

Result<void> HousePhones::unregister(const std::string& name) {
  auto known = knows(name);
  if (known) away_.insert(name);
  return known;
}

Result<void> HousePhones::knows(const std::string& name) const {
  if (definitions_ != nullptr && definitions_->phones.contains(name)) return {};
  NearestName search(name);
  if (definitions_ != nullptr) {
    for (const auto& [known, phone] : definitions_->phones)
      search.offer(known);
  }
  return Error{"not-found", "the site defines no phone \"" + name + "\"" + did_you_mean(search.best())};
}

}  // namespace tipring::cli
