#pragma once

#include <string>

#include <sys/socket.h>
#include <sys/un.h>

#include "runtime/base/result.h"

namespace tipring::control_socket {

/// The address of a Unix socket in the file system (unix(7)).
struct UnixAddress {
  sockaddr_un storage{};
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  socklen_t size() const { return sizeof storage; }
};

/// Fails with "bad-path" when the path is empty or longer than an address holds (107 bytes).
Result<UnixAddress> unix_address(const std::string& path);

/// What `number` (errno) means, in words.
std::string describe_errno(int number);

}  // namespace tipring::control_socket
