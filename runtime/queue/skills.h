#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tipring {

/// The highest proficiency; the lowest that counts at all is 1, and 0 is none.
inline constexpr int highest_proficiency = 10;

/// How proficient an agent is in each skill, 0 to highest_proficiency. One that is not named is 0.
using Skills = std::map<std::string, int, std::less<>>;

/// A skill and the least proficiency in it, 1 to highest_proficiency.
struct Need {
  std::string skill;
  int least = 1;

  bool operator==(const Need&) const = default;
};

/// What an agent must have, sorted by the skills' names, each once.
using Needs = std::vector<Need>;

int proficiency(const Skills& skills, std::string_view skill);

/// The first need that the skills fall short of; null where they meet all.
const Need* unmet(const Skills& skills, const Needs& needs);
inline bool meet(const Skills& skills, const Needs& needs) {
  return unmet(skills, needs) == nullptr;
}

/// Both at once: of a skill in both, the higher.
Needs both(const Needs& one, const Needs& other);

/// In the order that Needs want; of a skill that stands twice, the higher.
Needs sorted(Needs needs);

/// The sum of the proficiencies in the skills that are named.
int proficiency_in(const Skills& skills, const Needs& named);

/// "billing 6, spanish 1"; "nothing" where none.
std::string to_text(const Needs& needs);
/// What to_text() gave; of anything else what can be read.
Needs parse_needs(std::string_view text);

}  // namespace tipring
