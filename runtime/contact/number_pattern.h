#pragma once

#include <string_view>

namespace tipring {

/// Whether a text is a pattern of numbers: digits, +, letters and the like as they are dialled, `?` for any one
/// of them, and at the end perhaps `*` for any number of them: "+1202*", "2??".
bool is_number_pattern(std::string_view pattern);

/// Separators that only people need (RFC 3966, section 5.1.1: "-" and ".") count on neither side, so that
/// +1-900-5550143 passes for nothing else than +19005550143. A number that begins with a letter has none.
bool matches_number(std::string_view pattern, std::string_view number);

}  // namespace tipring
