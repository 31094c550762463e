#pragma once

#include <string_view>

namespace tipring {

/// The word scripts see for a call that was not answered with this SIP status: "busy", "no-answer", "declined",
/// "not-found", "not-acceptable", "forbidden", "unavailable", "cancelled", "redirected", "failed".
std::string_view failure_code(int status);

}  // namespace tipring
