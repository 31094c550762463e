#include "cli/tester/rehearsal_store.h"

#include <string>
#include <system_error>

namespace tipring::cli {

Result<std::unique_ptr<sqlite::MemoryDatabase>> open_rehearsal_store(
    const std::optional<dsl::StoreDefinition>& store, const std::filesystem::path& site_folder,
    RehearsalRows rows, RunLoop& loop) {
  if (!store) return sqlite::MemoryDatabase::create(loop, {});
  const auto file = site_folder / store->sqlite;
  std::error_code problem;
  const bool has_file = !store->sqlite.empty() && std::filesystem::exists(file, problem);
  const bool copies = has_file && (rows == RehearsalRows::kept || store->made_by.empty());
  auto made = copies ? sqlite::MemoryDatabase::copy_of(loop, file.string())
                     : sqlite::MemoryDatabase::create(loop, store->statements);
  if (made) return made;
  return Error{"bad-site",
               "the store cannot be made" + (copies ? "" : " by " + store->made_by) + ": " + made.error().text};
}

}  // namespace tipring::cli
