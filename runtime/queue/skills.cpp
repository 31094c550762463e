#include "runtime/queue/skills.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tipring {

int proficiency(const Skills& skills, std::string_view skill) {
  const auto found = skills.find(skill);
  return found == skills.end() ? 0 : found->second;
}

const Need* unmet(const Skills& skills, const Needs& needs) {
  for (const Need& need : needs) {
    if (proficiency(skills, need.skill) < need.least) return &need;
  }
  return nullptr;
}

Needs both(const Needs& one, const Needs& other) {
  Needs all = one;
  all.insert(all.end(), other.begin(), other.end());
  return sorted(std::move(all));
}

Needs sorted(Needs needs) {
  std::sort(needs.begin(), needs.end(), [](const Need& one, const Need& other) {
    return one.skill != other.skill ? one.skill < other.skill : one.least > other.least;
  });
  const auto again = [](const Need& one, const Need& other) { return one.skill == other.skill; };
  needs.erase(std::unique(needs.begin(), needs.end(), again), needs.end());
  return needs;
}

int proficiency_in(const Skills& skills, const Needs& named) {
  int sum = 0;
  for (const Need& need : named)
    sum += proficiency(skills, need.skill);
  return sum;
}

std::string to_text(const Needs& needs) {
  if (needs.empty()) return "nothing";
  std::string text;
  for (const Need& need : needs) {
    if (!text.empty()) text += ", ";
    text += need.skill + " " + std::to_string(need.least);
  }
  return text;
}

Needs parse_needs(std::string_view text) {
  Needs needs;
  while (!text.empty()) {
    const auto end = text.find(", ");
    const std::string_view each = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 2);
    const auto blank = each.rfind(' ');
    if (blank == std::string_view::npos) continue;
    Need need{.skill = std::string(each.substr(0, blank))};
    const std::string_view least = each.substr(blank + 1);
    if (std::from_chars(least.data(), least.data() + least.size(), need.least).ec == std::errc())
      needs.push_back(std::move(need));
  }
  return sorted(std::move(needs));
}

}  // namespace tipring
