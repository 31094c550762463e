#pragma once

#include <string_view>

namespace tipring::cli {

/// Whether `text` is what a filter asks for: everything for an empty one, what contains it, or, where the
/// filter has * (any letters) or ? (one), what matches it as a whole.
bool matches_filter(std::string_view text, std::string_view filter);

}  // namespace tipring::cli
