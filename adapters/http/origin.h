#pragma once

#include <string>

#include "runtime/base/result.h"

namespace tipring::http {

/// Where the URL of a checked request leads: "https://crm.example:443". Fails with "refused" where it is none
/// (RFC 3986).
Result<std::string> origin_of(const std::string& url);

}  // namespace tipring::http
