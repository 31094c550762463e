#pragma once

#include <optional>
#include <string_view>

namespace tipring::sip {

/// The digit in an INFO's body: `application/dtmf-relay` ("Signal=5", as Cisco wrote it) or `application/dtmf`
/// (the digit alone). 0-9, *, #, A-D; nothing when the body holds none. The type is compared without case and
/// parameters.
std::optional<char> digit_of_info(std::string_view content_type, std::string_view body);

/// Whether digit_of_info reads bodies of this type.
bool is_digit_info(std::string_view content_type);

}  // namespace tipring::sip
