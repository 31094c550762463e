#pragma once

#include <filesystem>
#include <string>

#include "runtime/base/result.h"

namespace tipring::cli {

/// One of two files that are compared.
struct DiffSide {
  std::filesystem::path file;  ///< Empty: there is none.
  std::string label;           ///< As the diff names it.
};

/// What turns one file into another, as diff(1) tells it with -u; empty where nothing differs. Blocks. Fails
/// with "diff-failed".
Result<std::string> unified_diff(const DiffSide& before, const DiffSide& after);

}  // namespace tipring::cli
