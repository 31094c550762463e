#pragma once

#include <cstdint>
#include <string>

#include <netinet/in.h>

namespace tipring::wire {

/// A port of `transport` ("udp", "tcp") at a loopback address that was free a moment ago.
std::uint16_t free_port(const std::string& transport, const std::string& ip = "127.0.0.1");

/// 127.0.0.1 and the port.
sockaddr_in loopback(std::uint16_t port);

/// Whether somebody has bound the port: how to see that a peer is ready.
bool port_is_bound(const std::string& transport, std::uint16_t port, const std::string& ip = "127.0.0.1");

}  // namespace tipring::wire
