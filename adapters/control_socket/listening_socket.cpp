#include "adapters/control_socket/listening_socket.h"

#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "adapters/control_socket/peer.h"
#include "adapters/control_socket/unix_address.h"

namespace tipring::control_socket {
namespace {

constexpr int backlog = 64;
constexpr mode_t socket_mode = 0660;
constexpr int lock_attempts = 50;
constexpr std::chrono::milliseconds lock_pause{20};

Error failure(const std::string& what, const std::string& path, int number) {
  const bool no_permission = number == EACCES || number == EPERM || number == EROFS;
  const bool no_folder = number == ENOENT || number == ENOTDIR;
  return {no_permission ? "refused" : (no_folder ? "bad-path" : "io-error"),
          "cannot " + what + " '" + path + "': " + describe_errno(number), false};
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Between looking at an old socket and replacing it nobody else may do the same, or the later one would remove
// the earlier one's live socket. The folder is what both have in common; its lock leaves no file behind.
Result<FileDescriptor> lock_folder(const std::string& folder) {
  FileDescriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor) return failure("open the folder", folder, errno);
  for (int attempt = 0; attempt < lock_attempts; ++attempt) {
    if (flock(descriptor.get(), LOCK_EX | LOCK_NB) == 0) return descriptor;
    if (errno != EWOULDBLOCK && errno != EINTR) return failure("lock the folder", folder, errno);
    std::this_thread::sleep_for(lock_pause);
  }
  return Error{"io-error", "another program holds a lock on the folder '" + folder + "'", true};
}

Error already_running(const std::string& path, const FileDescriptor& probe) {
  // The kernel keeps the credentials of whoever called listen().
  const auto peer = peer_of(probe.get());
  return {"already-running",
          "a runtime" + (peer ? " (pid " + std::to_string(peer->pid) + ")" : std::string()) +
              " already listens at '" + path + "'",
          false};
}

// Makes room at `path`, unless somebody lives there.
Result<void> clear_path(const std::string& path, const UnixAddress& address) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return {};
    return failure("look at", path, errno);
  }
  if (!S_ISSOCK(found.st_mode)) {
    return Error{"bad-path", "'" + path + "' is there already and is no socket", false};
  }
  const FileDescriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!probe) return failure("make a socket to try", path, errno);
  // EAGAIN: somebody listens and is busy.
  if (connect(probe.get(), address.get(), address.size()) == 0 || errno == EAGAIN)
    return already_running(path, probe);
  if (errno != ECONNREFUSED && errno != ENOENT) return failure("try the socket", path, errno);
  if (unlink(path.c_str()) != 0 && errno != ENOENT)
    return failure("remove the socket of a dead runtime", path, errno);
  return {};
}

}  // namespace

Result<ListeningSocket> ListeningSocket::create(const std::string& path) {
  const auto address = unix_address(path);
  if (!address) return address.error();
  const auto lock = lock_folder(folder_of(path));
  if (!lock) return lock.error();
  if (auto cleared = clear_path(path, address.value()); !cleared) return cleared.error();

  FileDescriptor descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!descriptor) return failure("make a socket for", path, errno);
  // Nobody gets in before the mode is right: the file is made with what the socket has now, less the umask.
  if (fchmod(descriptor.get(), S_IRUSR | S_IWUSR) != 0)
    return failure("set the mode of the socket for", path, errno);
  if (bind(descriptor.get(), address->get(), address->size()) != 0) return failure("bind", path, errno);
  ListeningSocket listening(std::move(descriptor), path);
  struct stat made {};
  if (lstat(path.c_str(), &made) != 0) return failure("look at", path, errno);
  listening.device_ = made.st_dev;
  listening.inode_ = made.st_ino;
  listening.group_ = made.st_gid;
  if (listen(listening.descriptor(), backlog) != 0) return failure("listen at", path, errno);
  if (chmod(path.c_str(), socket_mode) != 0) return failure("set the mode of", path, errno);
  return listening;
}

ListeningSocket::~ListeningSocket() {
  if (!socket_) return;
  // Only our own: the file may have been removed, and another runtime's put in its place.
  struct stat found {};
  if (lstat(path_.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == inode_)
    unlink(path_.c_str());
}

}  // namespace tipring::control_socket
