#include "adapters/sqlite/migrations.h"

#include <string>

namespace tipring::sqlite {
namespace {

constexpr std::string_view make_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " version INTEGER NOT NULL PRIMARY KEY,"
    " name TEXT NOT NULL,"
    " applied TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";

Result<std::int64_t> current_version(Connection& database) {
  auto query = database.prepare("SELECT COALESCE(MAX(version), 0) FROM schema_migrations");
  if (!query) return query.error();
  const auto row = query->step();
  if (!row) return row.error();
  return query->whole(0);
}

Result<void> take_step(Connection& database, const Migration& migration) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return transaction.error();
  if (auto done = database.execute(migration.sql); !done) return done;
  auto note = database.prepare("INSERT INTO schema_migrations (version, name) VALUES (?1, ?2)");
  if (!note) return note.error();
  note->bind(1, std::int64_t{migration.version});
  note->bind(2, migration.name);
  if (auto noted = note->run(); !noted) return noted;
  return transaction->commit();
}

}  // namespace

Result<void> migrate(Connection& database, const std::vector<Migration>& migrations) {
  if (auto made = database.execute(make_table); !made) return made;
  const auto version = current_version(database);
  if (!version) return version.error();
  const std::int64_t known = migrations.empty() ? 0 : migrations.back().version;
  if (version.value() > known) {
    return Error{"store-newer",
                 database.path() + " has schema version " + std::to_string(version.value()) +
                     ", this program knows " + std::to_string(known) + ": it was written by a newer Tipring",
                 false};
  }
  for (const Migration& migration : migrations) {
    if (migration.version <= version.value()) continue;
    if (auto taken = take_step(database, migration); !taken) return taken;
  }
  return {};
}

}  // namespace tipring::sqlite
