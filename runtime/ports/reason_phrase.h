#pragma once

#include <string_view>

namespace tipring {

/// The phrase that goes with a SIP status (RFC 3261, section 21, and the RFCs that add to it), as scripts,
/// plays and messages show it. One that none of them lists: "Progress" (1xx), "OK" (2xx), else "Failure".
std::string_view reason_phrase(int status);

}  // namespace tipring
