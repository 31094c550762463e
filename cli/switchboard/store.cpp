#include "cli/switchboard/store.h"

#include <string>
#include <system_error>
#include <utility>

#include "adapters/postgres/postgres_database.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/sqlite_database.h"

namespace tipring::cli {
namespace {

namespace fs = std::filesystem;

Error broken(const fs::path& file, const std::string& why) {
  return {"store-broken", "the store " + file.string() + " cannot be made: " + why};
}

// Beside its place, so that it stands there whole or not at all, whenever we are killed.
Result<void> make_file(const fs::path& file, const std::string& statements) {
  std::error_code problem;
  fs::create_directories(file.parent_path(), problem);
  if (problem) return broken(file, problem.message());
  const fs::path draft = file.string() + ".new";
  fs::remove(draft, problem);
  {
    auto connection = sqlite::Connection::open(draft.string(), sqlite::Connection::Mode::write);
    if (!connection) return broken(file, connection.error().text);
    if (auto made = connection->execute(statements); !made) {
      fs::remove(draft, problem);
      return broken(file, made.error().text);
    }
  }
  fs::rename(draft, file, problem);
  if (problem) return broken(file, problem.message());
  return {};
}

Result<std::unique_ptr<Database>> open_postgres(const dsl::StoreDefinition& store,
                                                const StoreSurroundings& surroundings) {
  auto opened = postgres::PostgresDatabase::create(
      {.connection = store.postgres, .connections = static_cast<std::size_t>(store.connections)},
      surroundings.loop, surroundings.reactor, surroundings.log);
  if (!opened)
    return Error{opened.error().code, store.position.file + ":" + std::to_string(store.position.line) +
                                          ": store: " + opened.error().text};
  return std::unique_ptr<Database>(std::move(opened).value());
}

}  // namespace

Result<std::unique_ptr<Database>> open_store(const std::optional<dsl::StoreDefinition>& store,
                                             const StoreFolders& folders,
                                             const StoreSurroundings& surroundings) {
  if (store && !store->postgres.empty()) return open_postgres(*store, surroundings);
  const fs::path file = store ? folders.site / store->sqlite : folders.usual_file;
  std::error_code problem;
  if (!fs::exists(file, problem)) {
    if (auto made = make_file(file, store ? store->statements : ""); !made) return made.error();
  }
  sqlite::SqliteDatabaseOptions options{.path = file.string()};
  if (store) options.connections = static_cast<std::size_t>(store->connections);
  return std::unique_ptr<Database>(
      std::make_unique<sqlite::SqliteDatabase>(std::move(options), surroundings.loop, surroundings.reactor));
}

}  // namespace tipring::cli
