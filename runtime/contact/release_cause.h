#pragma once

#include <string_view>

#include "runtime/ports/telephony.h"

namespace tipring {

/// The Q.850 cause that stands for a SIP status (RFC 3398, section 8.2.6.1); 16 for 0, 31 where none is named.
int cause_of_status(int status);

/// The word scripts see for a call that was not answered: "busy", "no-answer", "declined", "not-found",
/// "not-acceptable", "forbidden", "unavailable", "cancelled", "redirected", "failed".
std::string_view failure_code(int status);

}  // namespace tipring
