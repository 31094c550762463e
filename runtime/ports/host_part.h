#pragma once

#include <string>
#include <string_view>

namespace tipring {

/// The host of a SIP URI, "gw.carrier.example" of "SIP:4711@GW.Carrier.Example.:5070;transport=tcp": in small
/// letters, without port, brackets or the dot of the root, an IPv4 address in four decimal parts: "127.0.0.2"
/// of "sip:127.2" and "sip:0x7f000002". Empty where the URI has none.
std::string host_part_of(std::string_view uri);

/// The host in the parameter maddr of a SIP URI, which requests are to be sent to in place of its host (RFC
/// 3261, section 19.1.1), in the form of host_part_of(). Empty where the URI has none.
std::string maddr_of(std::string_view uri);

/// Whether two hosts as host_part_of() gives them are one: the same name, or the same address however it is
/// written. "localhost" and the addresses of all interfaces are 127.0.0.1 and ::1.
bool same_host(const std::string& one, const std::string& other);

}  // namespace tipring
