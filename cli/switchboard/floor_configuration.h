#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "adapters/sip/sip_agent.h"
#include "cli/switchboard/secrets.h"
#include "dsl/words/definitions.h"
#include "runtime/contact/floor_context.h"
#include "runtime/queue/distributor.h"

namespace tipring::cli {

/// Something that a site says of the floor, by names and values, so that two sites can be compared. Values may
/// be secret.
struct FloorItem {
  std::map<std::string, std::string> facts{};
  bool needs_restart = false;       ///< It cannot change while the runtime runs,
  std::string part_of{};            ///< but come and go with the item of this name.
  std::string removal = "removed";  ///< What happens where the next site lacks it, for people.
};

/// What a site says of the floor: of this there is one version in force, for all contacts, whatever version
/// their scripts are of.
struct FloorConfiguration {
  std::vector<sip::PhoneAccount> phones{};
  std::vector<sip::TrunkSettings> trunks{};
  FloorSettings floor{};
  DistributionPlan distribution{};
  std::map<std::string, FloorItem> items{};  ///< By what people call them: `phone "100"`.
  dsl::HoursByEnterprise hours{};
};

/// What it takes beside the site itself to tell its configuration.
struct FloorSources {
  SecretFolders secrets;
  std::vector<std::string> listen;  ///< In place of the site's own addresses; empty: the site's.
  std::string recordings_folder;    ///< As in FloorSettings.
};

/// Reads the secrets that a site names. Fails like read_secret().
Result<FloorConfiguration> floor_configuration(const dsl::Definitions& definitions,
                                               const FloorSources& sources);

/// Adds what one of the site's enterprises says of the floor.
void add_enterprise(const std::string& name, const dsl::Definitions& theirs, FloorConfiguration& configuration);

}  // namespace tipring::cli
