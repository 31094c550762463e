#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "runtime/base/result.h"

namespace tipring::control_socket {

/// Who stands at the other end of a Unix socket, as the kernel knows it from the moment of connecting (unix(7):
/// SO_PEERCRED, SO_PEERGROUPS).
struct Peer {
  pid_t pid = 0;
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups{};  ///< Supplementary groups.
};

/// Fails with "io-error".
Result<Peer> peer_of(int descriptor);

/// Whether a peer may give commands: root, the user the runtime runs as, and members of the socket file's
/// group. The file's mode, 0660, says the same; but whoever owns a folder above may have changed that.
bool may_control(const Peer& peer, uid_t runtime_user, gid_t socket_group);

/// "pid 4711, uid 1000": for the log.
std::string describe(const Peer& peer);

}  // namespace tipring::control_socket
