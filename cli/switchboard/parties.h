#pragma once

#include "adapters/sip/sip_agent.h"
#include "cli/switchboard/secrets.h"
#include "dsl/words/definitions.h"
#include "runtime/base/clock.h"
#include "runtime/control/control.h"

namespace tipring::cli {

/// Adds the phones and trunks of a site to the agent's settings, with their passwords. Fails like
/// read_secret().
Result<void> add_parties(const dsl::Definitions& definitions, const SecretFolders& folders,
                         sip::Settings& settings);

/// sip.registrations, sip.unregister, sip.trunks. All references outlive `control`.
void add_party_methods(Control& control, sip::SipAgent& agent, const Clock& clock);

}  // namespace tipring::cli
