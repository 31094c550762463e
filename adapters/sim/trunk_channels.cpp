#include "adapters/sim/trunk_channels.h"

#include <algorithm>

namespace tipring::sim {

Result<void> TrunkChannels::take(const std::string& trunk, LegId leg) {
  if (trunk.empty()) return {};
  const int channels = channels_(trunk);
  const auto used = std::ranges::count_if(taken_, [&](const auto& taken) { return taken.second == trunk; });
  if (channels > 0 && used >= channels)
    return Error{"no-channel",
                 "all " + std::to_string(channels) + " channels of trunk " + trunk + " are in use"};
  taken_.emplace(leg, trunk);
  return {};
}

bool names_host(const std::string& uri) {
  const auto at = uri.find('@');
  const auto start = at == std::string::npos ? uri.find(':') + 1 : at + 1;
  return start < uri.size() && std::string_view(":;?>").find(uri[start]) == std::string_view::npos;
}

}  // namespace tipring::sim
