#pragma once

#include <memory>
#include <string>

#include "runtime/base/result.h"

namespace tipring::cli {

/// A file with this process's id, for service managers. Held by flock(2), so that the file of a process that is
/// dead hinders nobody; removed when destroyed.
class PidFile {
 public:
  /// Fails with "already-running", naming the process that holds the file, or "io-error".
  static Result<std::unique_ptr<PidFile>> create(const std::string& path);
  ~PidFile();
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

 private:
  PidFile(int descriptor, std::string path);

  int descriptor_;
  std::string path_;
};

}  // namespace tipring::cli
