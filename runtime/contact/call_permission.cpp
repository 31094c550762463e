#include "runtime/contact/call_permission.h"

#include <algorithm>
#include <cctype>

#include "runtime/rules/number_pattern.h"

namespace tipring {
namespace {

std::size_t given_characters(std::string_view pattern) {
  return static_cast<std::size_t>(
      std::ranges::count_if(pattern, [](char letter) { return letter != '?' && letter != '*'; }));
}

std::optional<CallBar> judge(const CallPermission& permission, const std::string& number,
                             const std::string& destination, const std::string& who) {
  if (!permission.may_call && permission.may_not_call.empty()) return std::nullopt;
  const auto fits = [&](const std::string& entry) {
    return names_destination(entry) ? entry == destination : matches_number(entry, number);
  };
  const std::string what = who + " may not call " + (number.empty() ? "without a number" : number) +
                           (destination.empty() ? ": " : " (" + destination + "): ");
  const auto forbidden = std::ranges::find_if(permission.may_not_call, fits);
  if (forbidden != permission.may_not_call.end()) {
    const bool by_class = names_destination(*forbidden);
    return CallBar{number, by_class ? destination : std::string(), what + "may_not_call has " + *forbidden};
  }
  if (permission.may_call && std::ranges::any_of(*permission.may_call, fits)) return std::nullopt;
  // It may be taken for another number where it goes.
  if (!is_number_or_name(number))
    return CallBar{number, {}, what + "only numbers of digits can be judged, perhaps with + before them"};
  if (!permission.may_call) return std::nullopt;
  return CallBar{
      number, destination,
      what + "may_call has " + (destination.empty() ? "not the number" : "neither it nor the number")};
}

}  // namespace

std::string Destinations::add(const std::string& name, const std::string& pattern) {
  const auto [place, added] = classes_.emplace(pattern, name);
  return added || place->second == name ? std::string() : place->second;
}

std::string Destinations::class_of(std::string_view number) const {
  const std::pair<const std::string, std::string>* closest = nullptr;
  for (const auto& entry : classes_) {
    if (!matches_number(entry.first, number)) continue;
    if (closest == nullptr || given_characters(entry.first) > given_characters(closest->first))
      closest = &entry;
  }
  return closest == nullptr ? std::string() : closest->second;
}

bool names_destination(std::string_view text) {
  return !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
}

std::optional<CallBar> PermissionBook::bar_of(const CallingParty& caller, std::string_view dialled) const {
  const std::string number = dialled_number(dialled);
  const std::string destination = destinations.class_of(number);
  const auto judged = [&](const auto& permissions, const std::string& name, const std::string& who) {
    const auto found = permissions.find(name);
    if (found == permissions.end()) return std::optional<CallBar>();
    return judge(found->second, number, destination, who);
  };
  if (auto bar = judged(phones, caller.phone, "phone " + caller.phone)) return bar;
  return judged(trunks, caller.trunk, "who calls by trunk " + caller.trunk);
}

}  // namespace tipring
