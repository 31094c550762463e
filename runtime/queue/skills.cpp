#include "runtime/queue/skills.h"

#include <algorithm>
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

}  // namespace tipring
