#include "adapters/sip/trunks.h"

#include <algorithm>
#include <utility>

namespace tipring::sip {

void Trunks::open(const std::vector<TrunkSettings>& trunks) {
  for (const TrunkSettings& settings : trunks)
    trunks_[settings.name] = make(settings);
  for (const auto& [name, trunk] : trunks_)
    trunk->start();
}

Trunks::Line Trunks::make(const TrunkSettings& settings) {
  return std::make_unique<TrunkLine>(settings,
                                     TrunkLine::Services{stack_, loop_, chance_, log_, changed_, resolver_});
}

void Trunks::change_to(const std::vector<TrunkSettings>& trunks) {
  std::map<std::string, Line> before = std::exchange(trunks_, {});
  for (const TrunkSettings& settings : trunks) {
    Line& line = trunks_[settings.name];
    if (auto known = before.extract(settings.name)) {
      line = std::move(known.mapped());
      if (line->settings() != settings) change(line, settings);
    } else {
      line = make(settings);
      line->start();
    }
  }
  for (auto& [name, line] : before)
    let_go(std::move(line));
}

void Trunks::listeners_changed() {
  for (const auto& [name, trunk] : trunks_)
    trunk->listeners_changed();
}

void Trunks::change(Line& line, const TrunkSettings& settings) {
  Line before = std::exchange(line, make(settings));
  line->succeed(*before);
  // The same registration is taken over by its next REGISTER: ending it would end that too.
  if (!line->registers_like(*before)) let_go(std::move(before));
}

void Trunks::let_go(Line line) {
  line->leave();
  if (line->settled()) return;
  leaving_.push_back(std::move(line));
  if (!leaving_timer_) look_at_leaving();
}

void Trunks::look_at_leaving() {
  leaving_timer_ = {};
  std::erase_if(leaving_, [](const Line& line) { return line->settled(); });
  if (leaving_.empty()) return;
  leaving_timer_ = loop_.after_standing(std::chrono::seconds(1), [this] { look_at_leaving(); });
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
  return std::all_of(trunks_.begin(), trunks_.end(),
                     [](const auto& entry) { return entry.second->settled(); }) &&
         std::ranges::all_of(leaving_, [](const Line& line) { return line->settled(); });
}

std::vector<TrunkStatus> Trunks::status() const {
  std::vector<TrunkStatus> all;
  for (const auto& [name, trunk] : trunks_)
    all.push_back(trunk->status());
  return all;
}

}  // namespace tipring::sip
