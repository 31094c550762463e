#pragma once

#include <string_view>

namespace tipring::cli {

/// Of this program, from the build.
extern const std::string_view version;

}  // namespace tipring::cli
