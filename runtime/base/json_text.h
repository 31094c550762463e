#pragma once

#include <string>
#include <string_view>

namespace tipring {

/// Appends `text` as a JSON string (RFC 8259, section 7). Strangers choose some texts: control characters are
/// escaped, bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string_view text, std::string& out);

}  // namespace tipring
