#pragma once

#include <string_view>

namespace tipring {

/// The user part of a SIP URI as it stands there, "4711" of "sip:4711@gw.carrier.example"; empty where it has
/// none.
std::string_view user_part_of(std::string_view uri);

}  // namespace tipring
