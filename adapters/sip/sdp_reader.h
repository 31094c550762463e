#pragma once

#include <string_view>

#include "runtime/base/result.h"
#include "runtime/ports/session_description.h"

namespace tipring::sip {

/// Reads an SDP text (RFC 8866). Errors: "bad-sdp" for a text that is not SDP (answered by 400),
/// "unsupported-sdp" for one whose addresses we cannot use: names, multicast (answered by 488). The text of the
/// error names the part.
///
/// The old way to hold a call, the address 0.0.0.0, is read as a direction that takes no media (RFC 3264, 8.4).
Result<SessionDescription> read_sdp(std::string_view text);

}  // namespace tipring::sip
