#include "runtime/contact/call_permission.h"

#include <algorithm>
#include <cctype>

#include "runtime/contact/number_pattern.h"

namespace tipring {
namespace {

std::size_t given_characters(std::string_view pattern) {
  return static_cast<std::size_t>(
      std::ranges::count_if(pattern, [](char letter) { return letter != '?' && letter != '*'; }));
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

bool CallPermission::allows(std::string_view number, std::string_view destination) const {
  const auto fits = [&](const std::string& entry) {
    return names_destination(entry) ? entry == destination : matches_number(entry, number);
  };
  if (std::ranges::any_of(may_not_call, fits)) return false;
  return !may_call || std::ranges::any_of(*may_call, fits);
}

}  // namespace tipring
