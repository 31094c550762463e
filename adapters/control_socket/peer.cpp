#include "adapters/control_socket/peer.h"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

#include "adapters/control_socket/unix_address.h"

namespace tipring::control_socket {

Result<Peer> peer_of(int descriptor) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return Error{"io-error", "cannot tell who is at the other end of a socket: " + describe_errno(errno),
                 false};
  }
  Peer peer{credentials.pid, credentials.uid, credentials.gid, {}};
  // The first question tells how much room the answer needs (ERANGE).
  size = 0;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, nullptr, &size) != 0 && errno == ERANGE) {
    peer.groups.resize(size / sizeof(gid_t));
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, peer.groups.data(), &size) != 0) peer.groups.clear();
  }
  return peer;
}

bool may_control(const Peer& peer, uid_t runtime_user, gid_t socket_group) {
  return peer.uid == 0 || peer.uid == runtime_user || peer.gid == socket_group ||
         std::find(peer.groups.begin(), peer.groups.end(), socket_group) != peer.groups.end();
}

std::string describe(const Peer& peer) {
  return "pid " + std::to_string(peer.pid) + ", uid " + std::to_string(peer.uid);
}

}  // namespace tipring::control_socket
