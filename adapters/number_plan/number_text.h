#pragma once

#include <string>
#include <string_view>

namespace tipring::number_plan {

/// Longest text in bytes that is read as a number.
inline constexpr std::size_t longest_number_text = 250;

/// What of a text may be a telephone number: that of a tel: URI, the user part of a SIP URI, else the text
/// itself, without blanks around it. Empty where it cannot be one, as a name or a service code (*21#) is none.
std::string number_text(std::string_view text);

/// Whether letters stand in it that are neither a keypad's, as in 1-800-FLOWERS, nor those before an extension.
bool has_stray_letters(std::string_view number);

}  // namespace tipring::number_plan
