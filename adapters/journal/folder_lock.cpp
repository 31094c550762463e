#include "adapters/journal/folder_lock.h"

#include <array>
#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace tipring::journal {
namespace {

// What the owner wrote; empty between its taking the lock and its writing.
std::string owner(int file) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(file, text.data(), text.size(), 0);
  std::string number(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  number.erase(std::min(number.find('\n'), number.size()));
  return number;
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  const auto path = folder / "lock";
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!file) return system_error("open", path, errno);
  if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_error("lock", path, errno);
    const std::string number = owner(file.number());
    return Error{"journal-locked",
                 "the ledger " + folder.string() + " is in use by " +
                     (number.empty() ? "another process" : "process " + number) +
                     "; a ledger belongs to one runtime at a time",
                 true};
  }
  // A disk that is full must not keep the runtime from starting: the number is only there to be read by people.
  const std::string number = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file.number(), 0) != 0) return system_error("write", path, errno);
  if (::pwrite(file.number(), number.data(), number.size(), 0) < 0 && errno != ENOSPC && errno != EDQUOT) {
    return system_error("write", path, errno);
  }
  return FolderLock(std::move(file));
}

}  // namespace tipring::journal
