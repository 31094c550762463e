#include "cli/command_line/socket_path.h"

#include <cerrno>
#include <system_error>

#include <sys/stat.h>

namespace tipring::cli {
namespace {

constexpr const char* machine_path = "/run/tipring/control.sock";
constexpr mode_t users_own = 0700;
constexpr mode_t for_others = 0077;

Error failure(const std::string& what, const std::string& folder, int number) {
  const bool refused = number == EACCES || number == EPERM || number == EROFS;
  return {refused ? "refused" : "io-error",
          "cannot " + what + " '" + folder + "': " + std::generic_category().message(number), false};
}

}  // namespace

std::string default_socket_path(const Environment& environment, uid_t user) {
  if (const auto given = environment("TIPRING_SOCKET")) return *given;
  if (user == 0) return machine_path;
  if (const auto folder = environment("XDG_RUNTIME_DIR")) return *folder + "/tipring/control.sock";
  return "/tmp/tipring-" + std::to_string(user) + "/control.sock";
}

std::string client_socket_path(const Environment& environment, uid_t user,
                               const std::function<bool(const std::string& path)>& exists) {
  auto own = default_socket_path(environment, user);
  if (environment("TIPRING_SOCKET") || exists(own) || !exists(machine_path)) return own;
  return machine_path;
}

Result<void> prepare_socket_folder(const std::string& path, uid_t user) {
  const auto folder = path.substr(0, path.rfind('/'));
  if (mkdir(folder.c_str(), users_own) != 0 && errno != EEXIST)
    return failure("make the folder", folder, errno);
  struct stat found {};
  if (lstat(folder.c_str(), &found) != 0) return failure("look at the folder", folder, errno);
  if (!folder.starts_with("/tmp/")) return {};
  if (!S_ISDIR(found.st_mode) || found.st_uid != user || (found.st_mode & for_others) != 0) {
    return Error{"refused",
                 "'" + folder +
                     "' is not a folder of this user alone: chmod 700 makes it one; or name the path with "
                     "--socket, which may be anywhere",
                 false};
  }
  return {};
}

}  // namespace tipring::cli
