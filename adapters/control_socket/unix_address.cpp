#include "adapters/control_socket/unix_address.h"

#include <algorithm>
#include <system_error>

namespace tipring::control_socket {

Result<UnixAddress> unix_address(const std::string& path) {
  UnixAddress address;
  address.storage.sun_family = AF_UNIX;
  const std::size_t longest = sizeof address.storage.sun_path - 1;
  if (path.empty() || path.size() > longest) {
    return Error{"bad-path",
                 "the path of a control socket has 1 to " + std::to_string(longest) + " bytes, not " +
                     std::to_string(path.size()) + ": '" + path + "'",
                 false};
  }
  std::copy(path.begin(), path.end(), std::begin(address.storage.sun_path));
  return address;
}

std::string describe_errno(int number) {
  return std::generic_category().message(number);
}

}  // namespace tipring::control_socket
