#pragma once

#include <filesystem>

#include "adapters/journal/posix_storage.h"

namespace tipring::journal {

/// Holds a ledger's folder for one runtime: flock(2) on the file `lock` in it, which also holds the owner's
/// process id for people to read. The kernel lets go of it when the process ends, however it ends.
class FolderLock {
 public:
  /// Fails with "journal-locked", naming the process that holds the folder, or "io-error".
  static Result<FolderLock> take(const std::filesystem::path& folder);

 private:
  explicit FolderLock(Descriptor file) : file_(std::move(file)) {}

  Descriptor file_;
};

}  // namespace tipring::journal
