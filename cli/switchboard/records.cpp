#include "cli/switchboard/records.h"

#include <string>
#include <utility>

#include "adapters/postgres/record_schema.h"
#include "adapters/sqlite/record_file.h"

namespace tipring::cli {

Result<std::unique_ptr<DatabasePlace>> record_place(const std::optional<dsl::RecordsDefinition>& records,
                                                    const StateFolder& state) {
  if (!records)
    return std::unique_ptr<DatabasePlace>(std::make_unique<sqlite::RecordFile>(state.database().string()));
  auto schema = postgres::RecordSchema::create(records->postgres);
  if (!schema)
    return Error{schema.error().code, records->position.file + ":" + std::to_string(records->position.line) +
                                          ": records: " + schema.error().text};
  return std::unique_ptr<DatabasePlace>(std::move(schema).value());
}

Json records_json(const records::Projections& projections) {
  const records::ProjectionStatus status = projections.status();
  return {{"in", projections.place()},
          {"state", to_string(status.state)},
          {"applied", status.applied},
          {"queued", status.queued},
          {"error", status.error.empty() ? Json() : Json(status.error)}};
}

}  // namespace tipring::cli
