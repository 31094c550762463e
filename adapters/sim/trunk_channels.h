#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "runtime/base/ids.h"
#include "runtime/base/result.h"

namespace tipring::sim {

/// The channels of trunks that simulated calls take.
class TrunkChannels {
 public:
  /// How many calls a trunk takes at once; 0: any number. Until it is told, all of them do.
  void know(std::function<int(const std::string& trunk)> channels) { channels_ = std::move(channels); }

  /// Fails with "no-channel" where all are in use. Nothing to take for an empty name.
  Result<void> take(const std::string& trunk, LegId leg);
  void give_back(LegId leg) { taken_.erase(leg); }

 private:
  std::function<int(const std::string&)> channels_ = [](const std::string&) { return 0; };
  std::map<LegId, std::string> taken_;
};

}  // namespace tipring::sim
