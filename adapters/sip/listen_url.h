#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace tipring::sip {

/// An address and a transport protocol.
struct Endpoint {
  std::string transport;   ///< "udp", "tcp" or "tls".
  std::string ip;          ///< Numeric, without brackets.
  std::uint16_t port = 0;  ///< 0: any free port, while listening is being asked for.

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Reads "udp://127.0.0.1:5060", "tcp://[::1]:5060", "udp://0.0.0.0:0"; the port may be left out (5060, for TLS
/// 5061). Fails with "bad-address", naming the part that is wrong.
Result<Endpoint> parse_listen_url(std::string_view url);

/// True for "udp", "tcp" and "tls".
bool is_transport(std::string_view name);

/// Where a transport's servers listen if nothing else is said (RFC 3261, section 19.1.2).
std::uint16_t usual_port(std::string_view transport);

bool is_ipv4(const std::string& text);
bool is_ipv6(const std::string& text);

/// True for 0.0.0.0 and ::, which stand for all addresses of the machine.
bool is_wildcard(const std::string& ip);

/// "192.0.2.1" and "[2001:db8::1]": an address as URIs write it.
std::string uri_host(const std::string& ip);

/// "udp://192.0.2.1:5060": the form that parse_listen_url reads.
std::string to_string(const Endpoint& endpoint);

}  // namespace tipring::sip
