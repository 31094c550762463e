#pragma once

#include <functional>
#include <string>

#include "adapters/rtp/rtp_media.h"
#include "adapters/sip/sip_agent.h"
#include "cli/switchboard/floor_configuration.h"
#include "cli/switchboard/load_watch.h"
#include "cli/switchboard/rtpengines.h"
#include "dsl/site/site_versions.h"
#include "runtime/floor.h"
#include "runtime/ports/log.h"

namespace tipring::cli {

/// Takes the floor from one configuration to another while calls go on, as plan_between() tells it: in two
/// steps, so that all that may fail is done before the version takes force, and can be taken back. Control
/// thread only.
class FloorMigration {
 public:
  /// All references outlive it.
  struct Surroundings {
    Floor& floor;
    dsl::SiteVersions& versions;
    sip::SipAgent& agent;
    rtp::RtpMedia& media;
    Rtpengines& rtpengines;
    LoadWatch& load;
    Log& log;
  };

  explicit FloorMigration(Surroundings around) : around_(around) {}

  /// Whether prepare() would do as things are. Changes nothing. Fails like it.
  Result<void> check(const FloorConfiguration& now, const FloorConfiguration& next) const;

  /// What the system may refuse: addresses, name servers, ways to rtpengines. Fails with the error of whichever
  /// it was, and then all is as before.
  Result<void> prepare(const FloorConfiguration& now, const FloorConfiguration& next);
  /// After prepare(), in place of finish(): back again.
  void take_back(const FloorConfiguration& now, const FloorConfiguration& next);
  /// All the rest, which does not fail.
  void finish(const FloorConfiguration& next);

 private:
  Surroundings around_;
};

}  // namespace tipring::cli
