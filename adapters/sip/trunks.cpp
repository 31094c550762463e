#include "adapters/sip/trunks.h"

#include <algorithm>

namespace tipring::sip {

void Trunks::open(const std::vector<TrunkSettings>& trunks) {
  for (const TrunkSettings& settings : trunks) {
    trunks_[settings.name] = std::make_unique<TrunkLine>(
        settings, TrunkLine::Services{stack_, loop_, chance_, log_, changed_, resolver_});
  }
  for (const auto& [name, trunk] : trunks_)
    trunk->start();
}

TrunkLine* Trunks::find(const std::string& name) const {
  const auto found = trunks_.find(name);
  return found == trunks_.end() ? nullptr : found->second.get();
}

TrunkLine* Trunks::at(const Origin& origin) const {
  const auto found = std::find_if(trunks_.begin(), trunks_.end(),
                                  [&](const auto& entry) { return entry.second->is_from(origin); });
  return found == trunks_.end() ? nullptr : found->second.get();
}

std::string Trunks::at_host(const std::string& host) const {
  for (const auto& [name, trunk] : trunks_) {
    if (trunk->has_host(host)) return name;
  }
  return {};
}

bool Trunks::any_at(const std::string& ip) const {
  return std::ranges::any_of(trunks_, [&](const auto& entry) { return entry.second->has_address(ip); });
}

TrunkLine* Trunks::sending_from(const Origin& origin, const std::string& called, bool says_phone) const {
  TrunkLine* there = nullptr;
  for (const auto& [name, trunk] : trunks_) {
    if (!trunk->is_from(origin)) continue;
    if (trunk->is_own_contact(called)) return trunk.get();
    if (there == nullptr && trunk->is_at(origin)) there = trunk.get();
  }
  if (there != nullptr) return there;
  return says_phone ? nullptr : at(origin);
}

void Trunks::leave() {
  for (const auto& [name, trunk] : trunks_)
    trunk->leave();
}

bool Trunks::settled() const {
  return std::all_of(trunks_.begin(), trunks_.end(), [](const auto& entry) { return entry.second->settled(); });
}

std::vector<TrunkStatus> Trunks::status() const {
  std::vector<TrunkStatus> all;
  for (const auto& [name, trunk] : trunks_)
    all.push_back(trunk->status());
  return all;
}

}  // namespace tipring::sip
