#pragma once

#include <string>

#include <sys/types.h>

#include "adapters/control_socket/file_descriptor.h"
#include "runtime/base/result.h"

namespace tipring::control_socket {

/// A Unix socket that accepts connections, and its file, which goes when it is destroyed.
class ListeningSocket {
 public:
  /// Makes the socket file with mode 0660. A file left by a runtime that is dead is replaced. Waits up to a
  /// second for another runtime that is starting in the same folder. Fails with "already-running", naming the
  /// pid of the live runtime that listens there; "bad-path", when something else than a socket stands there or
  /// the folder is missing; "refused", where permission is lacking; "io-error".
  static Result<ListeningSocket> create(const std::string& path);

  ListeningSocket(ListeningSocket&&) = default;
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  ~ListeningSocket();

  int descriptor() const { return socket_.get(); }
  const std::string& path() const { return path_; }
  gid_t group() const { return group_; }

 private:
  ListeningSocket(FileDescriptor socket, std::string path)
      : socket_(std::move(socket)), path_(std::move(path)) {}

  FileDescriptor socket_;
  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  gid_t group_ = 0;
};

}  // namespace tipring::control_socket
