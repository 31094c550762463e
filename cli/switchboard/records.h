#pragma once

#include <memory>
#include <optional>

#include "adapters/records/projections.h"
#include "cli/switchboard/state_folder.h"
#include "dsl/words/definitions.h"
#include "runtime/control/json.h"
#include "runtime/ports/database_connection.h"

namespace tipring::cli {

/// Where the records of a site are, as its `records` says; without it a file in its state folder. Of PostgreSQL
/// only the text is read here. Fails with "bad-connection", naming file and line.
Result<std::unique_ptr<DatabasePlace>> record_place(const std::optional<dsl::RecordsDefinition>& records,
                                                    const StateFolder& state);

/// How the records follow the ledger, for `status`.
Json records_json(const records::Projections& projections);

}  // namespace tipring::cli
