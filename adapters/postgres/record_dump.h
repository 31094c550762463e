#pragma once

#include <string>

#include "adapters/postgres/connection_settings.h"
#include "runtime/base/result.h"

namespace tipring::postgres {

/// Writes the schema of a runtime's records as statements of SQL, as it stands at one moment, by pg_dump. Fails
/// with "no-program" where that is not installed, else with "dump-failed" and its words.
Result<void> dump_records(const ConnectionSettings& settings, const std::string& file);

/// Runs such statements, by psql, all or none, where there is no such schema. Fails likewise.
Result<void> restore_records(const ConnectionSettings& settings, const std::string& file);

}  // namespace tipring::postgres
