#pragma once

#include <filesystem>
#include <utility>

#include "runtime/base/result.h"
#include "runtime/rules/hours.h"

namespace tipring::cli {

/// The hours of a site that operators have closed, as a file that outlives the runtime.
class ClosingsFile {
 public:
  explicit ClosingsFile(std::filesystem::path path) : path_(std::move(path)) {}

  /// None where there is no file. Fails with "store-damaged" where it cannot be read, naming it.
  Result<ClosingsByName> read() const;

  /// All at once or not at all; once it returns, it survives a loss of power. Fails with "unwritable".
  Result<void> write(const ClosingsByName& closings) const;

 private:
  std::filesystem::path path_;
};

}  // namespace tipring::cli
