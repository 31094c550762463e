#pragma once

#include <optional>
#include <string_view>

#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

/// Reads a number as LuaJIT does (lj_strscan.c): decimal with fraction and exponent, hexadecimal with fraction
/// and binary exponent ("0x1.8p3"), binary ("0b101"), 64-bit integers ("1LL", "1ULL", "1LLU") and imaginary
/// ones ("2i"). Nothing when it is malformed, or a 64-bit integer does not fit.
std::optional<NumberLiteral> read_number(std::string_view source);

}  // namespace tipring::dsl
