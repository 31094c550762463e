#include "cli/run/pid_file.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace tipring::cli {
namespace {

constexpr mode_t file_mode = 0644;

Error failure(const std::string& what, const std::string& path, int number) {
  return {"io-error", "cannot " + what + " '" + path + "': " + std::generic_category().message(number), false};
}

std::string first_line(int descriptor) {
  std::array<char, 32> text{};
  const auto count = pread(descriptor, text.data(), text.size(), 0);
  std::string line(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  return line.substr(0, line.find('\n'));
}

}  // namespace

Result<std::unique_ptr<PidFile>> PidFile::create(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, file_mode);
  if (descriptor < 0) return failure("open", path, errno);
  std::unique_ptr<PidFile> file(new PidFile(descriptor, path));
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int number = errno;
    file->path_.clear();  // Somebody else's.
    if (number != EWOULDBLOCK) return failure("lock", path, number);
    return Error{"already-running", "process " + first_line(descriptor) + " holds '" + path + "'", false};
  }
  const auto line = std::to_string(getpid()) + "\n";
  if (ftruncate(descriptor, 0) != 0 || pwrite(descriptor, line.data(), line.size(), 0) < 0) {
    return failure("write", path, errno);
  }
  return file;
}

PidFile::PidFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

PidFile::~PidFile() {
  // Before the lock is let go: whoever waits for it makes a file of his own.
  if (!path_.empty()) unlink(path_.c_str());
  close(descriptor_);
}

}  // namespace tipring::cli
