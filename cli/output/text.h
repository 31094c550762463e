#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tipring::cli {

/// `text` as a terminal may show it: controls, bytes that are not UTF-8, and characters that reorder or hide
/// text become visible escapes (\n, \t, \x1b, \u{202e}), so that a stranger's name drives nobody's terminal.
std::string safe_for_terminal(std::string_view text);

/// Columns that safe text takes: two for wide characters, none for combining ones (Unicode's East Asian Width,
/// by utf8proc).
std::size_t display_width(std::string_view text);

/// Safe text cut to `width` columns, the last of them an ellipsis where something is missing. `width` is 1 or
/// more.
std::string cut_to_width(std::string_view text, std::size_t width);

/// JSON with those characters written as \uXXXX which safe_for_terminal() escapes: still the same JSON.
std::string safe_json(std::string_view json);

/// A value of a line of tab-separated fields: backslash, tab, line feed and carriage return become \\, \t, \n
/// and \r, other controls \uXXXX as in JSON.
std::string tsv_field(std::string_view text);

}  // namespace tipring::cli
