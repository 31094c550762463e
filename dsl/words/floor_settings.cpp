#include "dsl/words/floor_settings.h"

#include <utility>

namespace tipring::dsl {

FloorSettings floor_settings_of(const Definitions& definitions, std::string recordings_folder) {
  FloorSettings settings{.capabilities = {}, .recordings_folder = std::move(recordings_folder)};
  for (const auto& [name, phone] : definitions.phones)
    settings.parties.phones.emplace(name, phone.traits);
  for (const auto& [name, trunk] : definitions.trunks)
    settings.parties.trunks.emplace(name, trunk.traits);
  if (definitions.tones) settings.tones = definitions.tones->country;
  return settings;
}

}  // namespace tipring::dsl
