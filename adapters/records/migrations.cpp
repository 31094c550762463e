#include "adapters/records/migrations.h"

#include <algorithm>
#include <cstdint>
#include <variant>

namespace tipring::records {
namespace {

constexpr std::string_view note_table = "schema_migrations";

constexpr const char* make_note_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " version INTEGER NOT NULL PRIMARY KEY,"
    " name TEXT NOT NULL,"
    " applied TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";

// A step may rebuild a large table.
constexpr Duration longest_step = std::chrono::hours(1);

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) + 1 - begin);
}

std::string without_comments(std::string_view sql) {
  std::string text;
  while (!sql.empty()) {
    const std::size_t comment = sql.find("--");
    text += sql.substr(0, comment);
    sql.remove_prefix(std::min(comment, sql.size()));
    sql.remove_prefix(std::min(sql.find('\n'), sql.size()));
  }
  return text;
}

Result<int> noted_version(DatabaseConnection& database) {
  const auto answer = database.run(
      {.statements = {{"SELECT COALESCE(MAX(version), 0) FROM schema_migrations"}}, .reads_only = true});
  if (!answer) return answer.error();
  return static_cast<int>(std::get<std::int64_t>(answer->front().rows.at(0).at(0)));
}

Result<void> take_step(DatabaseConnection& database, const Migration& migration) {
  DatabaseRequest request{.timeout = longest_step};
  for (std::string& statement : statements_of(migration.sql))
    request.statements.push_back({std::move(statement)});
  request.statements.push_back({"INSERT INTO schema_migrations (version, name) VALUES (?, ?)",
                                {std::int64_t{migration.version}, std::string(migration.name)}});
  const auto taken = database.run(request);
  if (!taken) return taken.error();
  return {};
}

}  // namespace

std::vector<std::string> statements_of(std::string_view sql) {
  const std::string text = without_comments(sql);
  std::vector<std::string> statements;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    if (const auto statement = trimmed(rest.substr(0, end)); !statement.empty())
      statements.emplace_back(statement);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return statements;
}

Result<int> schema_version(DatabaseConnection& database) {
  const auto tables = database.tables();
  if (!tables) return tables.error();
  if (std::ranges::find(tables.value(), note_table) == tables->end()) return 0;
  return noted_version(database);
}

Result<std::vector<Migration>> migrate(DatabaseConnection& database, const std::vector<Migration>& migrations) {
  auto version = schema_version(database);
  if (!version) return version.error();
  const int known = migrations.empty() ? 0 : migrations.back().version;
  if (version.value() > known) {
    return Error{"store-newer",
                 "the database has schema version " + std::to_string(version.value()) +
                     ", this program knows " + std::to_string(known) + ": it was written by a newer Tipring",
                 false};
  }
  std::vector<Migration> taken;
  for (const Migration& migration : migrations) {
    if (migration.version <= version.value()) continue;
    if (taken.empty()) {
      if (auto made = database.run({.statements = {{make_note_table}}}); !made) return made.error();
    }
    if (auto done = take_step(database, migration); !done) {
      // Another program may have taken it at this moment.
      version = schema_version(database);
      if (!version || version.value() < migration.version) return done.error();
      continue;
    }
    taken.push_back(migration);
  }
  return taken;
}

}  // namespace tipring::records
