#pragma once

#include <string>
#include <string_view>

namespace tipring {

/// The host of a SIP URI, "gw.carrier.example" of "SIP:4711@GW.Carrier.Example.:5070;transport=tcp": in small
/// letters, without port, brackets or the dot of the root. Empty where the URI has none.
std::string host_part_of(std::string_view uri);

/// Whether two hosts as host_part_of() gives them are one: the same name, or the same address however it is
/// written.
bool same_host(const std::string& one, const std::string& other);

}  // namespace tipring
