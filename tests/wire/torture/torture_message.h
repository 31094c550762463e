#pragma once

#include <string>

namespace tipring::wire {

/// A message as the RFC gives it, byte by byte: `name` as "rfc4475/wsinv".
std::string torture_message(const std::string& name);

/// The same message so that an answer reaches the socket that sends it: the first Via names `transport` ("UDP")
/// and asks for the source's port (RFC 3581), and the Call-ID begins with `number`, because some share one. A
/// Via that cannot be read stays unreadable.
std::string with_way_back(std::string message, const std::string& transport, int number);

}  // namespace tipring::wire
