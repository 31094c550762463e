#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/sip/replaces.h"

namespace tipring::sip {

/// The URI for Refer-To that `target` means: itself, or where it is a number or a name, that at the host of
/// `peer`, a SIP URI.
std::string refer_to(std::string_view target, std::string_view peer);

/// The URI for Refer-To by which whoever is asked takes the place of a SIP dialog with `party`, a SIP URI.
std::string refer_to(std::string_view party, const Replaces& replaces);

/// The status that a NOTIFY's body of message/sipfrag begins with: "SIP/2.0 180 Ringing". Nothing where it does
/// not, or is none from 100 to 699.
std::optional<int> status_of_fragment(std::string_view body);

}  // namespace tipring::sip
