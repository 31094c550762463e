#pragma once

#include <string_view>
#include <utility>

#include "adapters/journal/storage.h"

namespace tipring::journal {

/// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// The Error for a system call that failed with `number` (errno) while doing `action` on `path`.
Error system_error(std::string_view action, const std::filesystem::path& path, int number);

/// The real file system.
class PosixStorage final : public Storage {
 public:
  Result<void> preallocate(const std::filesystem::path& path, std::uint64_t size) override;
  Result<std::unique_ptr<SegmentFile>> open(const std::filesystem::path& path) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
  Result<void> sync_folder(const std::filesystem::path& folder) override;
};

}  // namespace tipring::journal
