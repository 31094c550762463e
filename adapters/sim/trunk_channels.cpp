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

}  // namespace tipring::sim
