#include "adapters/journal/posix_storage.h"

#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tipring::journal {
namespace {

// The ledger names callers: the group may read it, others may not.
constexpr mode_t segment_mode = 0640;

Result<void> reserve_blocks(int file, const std::filesystem::path& path, std::uint64_t size) {
  int problem = 0;
  do {
    problem = ::posix_fallocate(file, 0, static_cast<off_t>(size));
  } while (problem == EINTR);
  if (problem != 0) return system_error("reserve room for", path, problem);
  return {};
}

class PosixSegment final : public SegmentFile {
 public:
  PosixSegment(Descriptor file, std::filesystem::path path) : file_(std::move(file)), path_(std::move(path)) {}

  Result<void> write(std::string_view bytes, std::uint64_t offset) override {
    while (!bytes.empty()) {
      const ssize_t written = ::pwrite(file_.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return system_error("write", path_, errno);
      // A short write to a file means that the next one fails and says why.
      bytes.remove_prefix(static_cast<std::size_t>(written));
      offset += static_cast<std::uint64_t>(written);
    }
    return {};
  }

  Result<void> reserve(std::uint64_t size) override { return reserve_blocks(file_.number(), path_, size); }

  Result<void> sync() override {
    if (::fdatasync(file_.number()) != 0) return system_error("sync", path_, errno);
    return {};
  }

 private:
  Descriptor file_;
  std::filesystem::path path_;
};

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Error system_error(std::string_view action, const std::filesystem::path& path, int number) {
  // EFBIG is what a limit on the size of files (RLIMIT_FSIZE, a file system's own) gives in the place of
  // ENOSPC.
  const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
  return {
      full ? "disk-full" : "io-error",
      "cannot " + std::string(action) + " " + path.string() + ": " + std::generic_category().message(number),
      full || number == EIO};
}

Result<void> PosixStorage::preallocate(const std::filesystem::path& path, std::uint64_t size) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, segment_mode));
  if (!file) return system_error("create", path, errno);
  auto reserved = reserve_blocks(file.number(), path, size);
  if (!reserved) ::unlink(path.c_str());
  return reserved;
}

Result<std::unique_ptr<SegmentFile>> PosixStorage::open(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file) return system_error("open", path, errno);
  return std::unique_ptr<SegmentFile>(std::make_unique<PosixSegment>(std::move(file), path));
}

Result<void> PosixStorage::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return system_error("rename", from, errno);
  return {};
}

Result<void> PosixStorage::remove(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0) return system_error("remove", path, errno);
  return {};
}

Result<void> PosixStorage::sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor) return system_error("open", folder, errno);
  if (::fsync(descriptor.number()) != 0) return system_error("sync", folder, errno);
  return {};
}

}  // namespace tipring::journal
