#pragma once

#include <string>
#include <string_view>

namespace tipring {

/// A number as it is dialled: without the separators that only people need (RFC 3966, section 5.1.1: "-", ".",
/// "(" and ")"; and blanks). One that begins with a letter is a name and keeps all of its characters.
std::string dialled_number(std::string_view text);

/// Whether a dialled_number() can be called: digits, letters and + - . _ * #, at least one.
bool can_be_dialled(std::string_view number);

/// Whether a dialled_number() is digits, perhaps with a + before them, or a name of letters alone: what
/// somebody else takes for no other number than it seems to be, as "+1*900…" or "+1_900…" may be taken for
/// +1900….
bool is_number_or_name(std::string_view number);

/// Why a text is no pattern of numbers: digits, +, # and separators as they are dialled, `?` for any one digit,
/// and at the end perhaps `*` for any number of digits: "+1202*", "2??". Says which character is wrong and
/// what may stand there. Empty: it is one.
std::string why_no_pattern(std::string_view text);

/// Separators count on neither side, so that +1-900-5550143 passes for nothing else than +19005550143.
bool matches_number(std::string_view pattern, std::string_view number);

/// The same of a pattern and a number that are dialled_number()s already.
bool matches_dialled(std::string_view pattern, std::string_view number);

}  // namespace tipring
