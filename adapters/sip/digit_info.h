#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tipring::sip {

/// The digit in an INFO's body: `application/dtmf-relay` ("Signal=5", as Cisco wrote it) or `application/dtmf`
/// (the digit alone). 0-9, *, #, A-D; nothing when the body holds none. The type is compared without case and
/// parameters.
std::optional<char> digit_of_info(std::string_view content_type, std::string_view body);

/// The type of the bodies we write.
inline constexpr std::string_view digit_info_type = "application/dtmf-relay";

/// The body of that type for a digit held for 100 ms, as digit_of_info reads it.
std::string digit_info_body(char digit);

/// Whether digit_of_info reads bodies of this type.
bool is_digit_info(std::string_view content_type);

}  // namespace tipring::sip
