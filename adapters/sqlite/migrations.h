#pragma once

#include <string_view>
#include <vector>

#include "adapters/sqlite/connection.h"

namespace tipring::sqlite {

/// One step of the schema: the file migrations/NNNN_name.sql.
struct Migration {
  int version = 0;  ///< From 1, without gaps.
  std::string_view name;
  std::string_view sql;
};

/// Those compiled in, in order.
std::vector<Migration> all_migrations();

/// Brings the schema up to the last of `migrations`, each step in a transaction of its own, and notes the steps
/// taken in the table schema_migrations. Fails with "store-newer" when the database has steps that this program
/// does not know.
Result<void> migrate(Connection& database, const std::vector<Migration>& migrations);

}  // namespace tipring::sqlite
