#pragma once

#include <string>
#include <string_view>

namespace tipring {

/// `text` as attribute value or text of an XML element (XML 1.0, section 2.4). It must have no characters that
/// XML does not allow: control characters but for line end, return and tab.
std::string xml_text(std::string_view text);

}  // namespace tipring
