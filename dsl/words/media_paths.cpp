#include "dsl/words/media_paths.h"

#include <algorithm>

namespace tipring::dsl {

const std::vector<std::pair<std::string_view, MediaPath>>& media_paths() {
  static const std::vector<std::pair<std::string_view, MediaPath>> paths{{"relayed", MediaPath::relayed},
                                                                         {"direct", MediaPath::direct},
                                                                         {"rtpengine", MediaPath::rtpengine},
                                                                         {"webrtc", MediaPath::webrtc}};
  return paths;
}

std::vector<std::pair<SitePosition, std::string>> rtpengine_missed(const Definitions& definitions) {
  std::vector<std::pair<SitePosition, std::string>> missed;
  if (definitions.rtpengine || definitions.undefined.contains("rtpengine")) return missed;
  const auto look_at = [&](MediaPath path, const SitePosition& position) {
    if (path != MediaPath::rtpengine && path != MediaPath::webrtc) return;
    const auto& paths = media_paths();
    const auto name = std::ranges::find(paths, path, [](const auto& known) { return known.second; });
    missed.emplace_back(position, "media \"" + std::string(name->first) +
                                      "\" needs an rtpengine, and the site names none: rtpengine { control = "
                                      "\"127.0.0.1:2223\" }");
  };
  if (definitions.media) look_at(definitions.media->path, definitions.media->position);
  for (const auto& [name, phone] : definitions.phones)
    look_at(phone.traits.media, phone.position);
  for (const auto& [name, trunk] : definitions.trunks)
    look_at(trunk.traits.media, trunk.position);
  return missed;
}

}  // namespace tipring::dsl
