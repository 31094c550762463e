#pragma once

#include <string_view>

#include "runtime/ports/telephony.h"

namespace tipring {

/// The word scripts see for a call that was not answered: "busy", "no-answer", "declined", "not-found",
/// "not-acceptable", "forbidden", "unavailable", "cancelled", "redirected", "failed", and "not-registered" for
/// a phone of the site that is nowhere.
std::string_view failure_code(const Release& release);

/// Whether the same call may succeed a little later: nobody answered, the line was busy, something was out of
/// order. Not where the number does not exist, or where somebody or something has said no.
bool may_succeed_later(const Release& release);

/// What a caller is refused with who was to be connected with a target that failed like this: its status and
/// cause, as far as they are the caller's business. 408 and 3xx become 480; so does 503, which would have the
/// caller's switchboard think that we are out of order (RFC 3261, section 16.7); 401 and 407, which are about
/// our account there, become 403. Without its text.
Release refusal_for_caller(const Release& target);

}  // namespace tipring
