#include "cli/tester/stage.h"

#include <algorithm>

namespace tipring::cli {

std::string unique_party_name(const Stage& stage, const std::string& wanted) {
  const auto parties = stage.parties();
  const auto taken = [&](const std::string& name) {
    return std::ranges::any_of(parties, [&](PartyId party) { return stage.look(party).name == name; });
  };
  std::string name = wanted;
  for (int number = 2; taken(name); ++number)
    name = wanted + "/" + std::to_string(number);
  return name;
}

}  // namespace tipring::cli
