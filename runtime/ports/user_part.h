#pragma once

#include <string>
#include <string_view>

namespace tipring {

/// The user part of a SIP URI as it stands there, "4711" of "sip:4711@gw.carrier.example"; empty where it has
/// none.
std::string_view user_part_of(std::string_view uri);

/// `user` as the user part of a SIP URI, escaped where it must be (RFC 3261, section 25.1).
std::string escaped_user(std::string_view user);

/// The text with its %XX escapes undone; those that are no escapes stay as they are.
std::string unescaped(std::string_view text);

}  // namespace tipring
