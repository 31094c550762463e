#pragma once

#include <string>

#include "runtime/ports/telephony.h"

namespace tipring::sip {

/// The Q.850 cause that stands for a SIP status where the peer gave none (RFC 3398, section 8.2.6.1); 31,
/// normal unspecified, where the table has none, and 16 below 300.
int cause_of_status(int status);

/// Value of a Reason header field (RFC 3326): `Q.850;cause=17;text="User busy"`. Empty when the release has no
/// cause.
std::string reason_header(const Release& release);

}  // namespace tipring::sip
