#pragma once

#include <vector>

#include "adapters/sip/sip_agent.h"
#include "cli/switchboard/secrets.h"
#include "dsl/words/definitions.h"
#include "runtime/base/clock.h"
#include "runtime/control/control.h"

namespace tipring::cli {

/// The phones of a site with their passwords. Fails like read_secret().
Result<std::vector<sip::PhoneAccount>> phone_accounts(const dsl::Definitions& definitions,
                                                      const SecretFolders& folders);

/// The trunks likewise.
Result<std::vector<sip::TrunkSettings>> trunk_settings(const dsl::Definitions& definitions,
                                                       const SecretFolders& folders);

/// sip.registrations, sip.unregister, sip.trunks. All references outlive `control`.
void add_party_methods(Control& control, sip::SipAgent& agent, const Clock& clock);

}  // namespace tipring::cli
