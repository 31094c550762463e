#include "dsl/words/floor_settings.h"

#include <utility>

namespace tipring::dsl {

FloorSettings floor_settings_of(const Definitions& definitions, std::string recordings_folder) {
  FloorSettings settings{.capabilities = {}, .recordings_folder = std::move(recordings_folder)};
  const MediaPath usual = definitions.media ? definitions.media->path : MediaPath::relayed;
  const bool straight = definitions.rtpengine && definitions.rtpengine->straight;
  const auto traits_of = [usual, straight](const auto& definition) {
    PartyTraits traits = definition.traits;
    if (!definition.says_media) traits.media = usual;
    traits.straight = straight;
    // What goes to the party is secured by the rtpengine, whatever passes between that and here.
    if (traits.media == MediaPath::webrtc) traits.srtp = SrtpPolicy::off;
    return traits;
  };
  settings.permissions.destinations = definitions.destinations;
  for (const auto& [name, phone] : definitions.phones) {
    settings.parties.phones.emplace(name, traits_of(phone));
    settings.permissions.phones.emplace(name, phone.permission);
  }
  for (const auto& [name, trunk] : definitions.trunks) {
    settings.parties.trunks.emplace(name, traits_of(trunk));
    settings.permissions.trunks.emplace(name, trunk.permission);
  }
  settings.parties.others.media = usual;
  settings.parties.others.straight = straight;
  if (definitions.parking) settings.parking = definitions.parking->settings;
  if (definitions.tones) settings.tones = definitions.tones->country;
  return settings;
}

}  // namespace tipring::dsl
