#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/ports/database_connection.h"

namespace tipring::records {

/// One step of the schema: the file migrations/NNNN_name.sql.
struct Migration {
  int version = 0;  ///< From 1, without gaps.
  std::string_view name;
  std::string_view sql;
};

/// Those compiled in, in order.
std::vector<Migration> all_migrations();

/// The statements of a migration. Comments go from -- to the end of a line; no text in it holds -- or ;.
std::vector<std::string> statements_of(std::string_view sql);

/// The last step that the database has taken; 0 for one without any.
Result<int> schema_version(DatabaseConnection& database);

/// Brings the schema up to the last of `migrations`, each step in a transaction of its own, and notes the steps
/// taken in the table schema_migrations: returns those. Another program may do so at the same time. Fails with
/// "store-newer" when the database has steps that this program does not know.
Result<std::vector<Migration>> migrate(DatabaseConnection& database, const std::vector<Migration>& migrations);

}  // namespace tipring::records
