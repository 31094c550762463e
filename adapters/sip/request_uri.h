#pragma once

#include <string>
#include <string_view>

namespace tipring::sip {

/// A SIP URI as it may stand in the first line of a request: without the header fields and the parameter
/// `method` that it may have elsewhere, as in the Contact of a redirection (RFC 3261, section 19.1.1, table 1).
/// Any other URI stays as it is.
std::string request_uri_of(std::string_view uri);

}  // namespace tipring::sip
