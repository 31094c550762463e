#pragma once

#include <string>
#include <vector>

namespace tipring::sip {

/// The numeric addresses of this machine's interfaces that are up, of one family; without link-local ones,
/// which have no meaning without their interface. Those of the loopback come last.
std::vector<std::string> local_addresses(bool ipv6);

/// The address of ours from which the system would send to numeric `remote_ip`; empty when there is no way
/// there.
std::string address_towards(const std::string& remote_ip);

}  // namespace tipring::sip
