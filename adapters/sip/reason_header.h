#pragma once

#include <string>

#include "runtime/ports/telephony.h"

namespace tipring::sip {

/// Value of a Reason header field (RFC 3326): `Q.850;cause=17;text="User busy"`. Empty when the release has no
/// cause.
std::string reason_header(const Release& release);

}  // namespace tipring::sip
