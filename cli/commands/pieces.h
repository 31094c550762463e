#pragma once

#include <string>

#include "cli/commands/connection.h"

namespace tipring::cli {

/// A listing that the runtime answers in pieces, so that no answer of a busy one is too large: asks for what is
/// behind the last row's `key` until nothing is. `rows`: what the answer calls them. Fails as ask() does.
Result<Json> all_pieces(const Console& console, const ConnectionOptions& options, const std::string& method,
                        Json params, const std::string& rows, const std::string& key);

}  // namespace tipring::cli
