#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "runtime/base/result.h"

namespace tipring::journal {

/// A segment open for writing. Errors are "disk-full" or "io-error".
class SegmentFile {
 public:
  virtual ~SegmentFile() = default;

  /// Writes all of `bytes` at `offset`, or fails; then some of them may be in the file. Once it returns, they
  /// survive the end of this process.
  virtual Result<void> write(std::string_view bytes, std::uint64_t offset) = 0;

  /// Reserves the blocks of the first `size` bytes; those the file did not have are zero.
  virtual Result<void> reserve(std::uint64_t size) = 0;

  /// Returns once what was written survives a loss of power (fdatasync(2)).
  virtual Result<void> sync() = 0;
};

/// What the journal asks of the file system to change it; the place where tests let a disk run full. Errors are
/// "disk-full" (ENOSPC, EDQUOT, EFBIG) or "io-error", and name the file.
class Storage {
 public:
  virtual ~Storage() = default;

  /// Makes a new file of `size` zero bytes whose blocks are reserved. On failure no file is left behind.
  virtual Result<void> preallocate(const std::filesystem::path& path, std::uint64_t size) = 0;

  virtual Result<std::unique_ptr<SegmentFile>> open(const std::filesystem::path& path) = 0;

  /// Atomic; replaces `to`.
  virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;

  virtual Result<void> remove(const std::filesystem::path& path) = 0;

  /// Returns once the names in `folder` survive a loss of power (fsync(2) of the folder).
  virtual Result<void> sync_folder(const std::filesystem::path& folder) = 0;
};

}  // namespace tipring::journal
