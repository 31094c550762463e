#include "cli/switchboard/state_folder.h"

#include <system_error>

namespace tipring::cli {

Result<void> StateFolder::make() const {
  namespace fs = std::filesystem;
  for (const fs::path& folder : {root, ledger(), recordings(), versions(), speech()}) {
    std::error_code problem;
    const bool made = fs::create_directories(folder, problem);
    if (!problem && made) {
      fs::permissions(folder, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec, problem);
    }
    if (problem)
      return Error{"unwritable", "the folder " + folder.string() + " cannot be made: " + problem.message()};
  }
  return {};
}

}  // namespace tipring::cli
