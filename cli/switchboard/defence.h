#pragma once

#include <optional>

#include "adapters/sip/sip_agent.h"
#include "cli/switchboard/load_watch.h"
#include "dsl/words/definitions.h"
#include "runtime/base/clock.h"
#include "runtime/control/control.h"

namespace tipring::cli {

/// From where on new calls are refused, as the site says or as is usual.
LoadLimits load_limits(const std::optional<dsl::Defence>& defence);

/// What a site says of strangers, as the SIP agent wants it. This machine is trusted whatever it says.
sip::GatekeeperSettings gatekeeper_settings(const std::optional<dsl::Defence>& defence);

/// Adds `sip.bans`, `sip.ban` and `sip.unban`. Both must outlive the sessions of `control`.
void add_sip_methods(Control& control, sip::SipAgent& agent, const Clock& clock);

}  // namespace tipring::cli
