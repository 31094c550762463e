#pragma once

#include <string_view>

#include "runtime/ports/telephony.h"

namespace tipring {

/// The word scripts see for a call that was not answered: "busy", "no-answer", "declined", "not-found",
/// "not-acceptable", "forbidden", "unavailable", "cancelled", "redirected", "failed", and "not-registered" for
/// a phone of the site that is nowhere.
std::string_view failure_code(const Release& release);

}  // namespace tipring
