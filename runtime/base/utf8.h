#pragma once

#include <cstddef>
#include <string_view>

namespace tipring {

/// What stands in the place of bytes that are not text: U+FFFD, in UTF-8.
inline constexpr std::string_view replacement_character = "\xef\xbf\xbd";

/// Length in bytes of the well-formed UTF-8 sequence at the beginning of `text` (RFC 3629, section 4): 1 to 4;
/// 0 when there is none. `text` must not be empty.
std::size_t utf8_length(std::string_view text);

/// Whether all of it is well-formed UTF-8.
bool is_utf8(std::string_view text);

}  // namespace tipring
