#include "adapters/postgres/record_schema.h"

#include <utility>
#include <variant>

#include "adapters/postgres/waiting_connection.h"

namespace tipring::postgres {
namespace {

Result<bool> has_schema(WaitingConnection& connection, const std::string& schema) {
  const auto found =
      connection.run({.statements = {{"SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = ?)", {schema}}},
                      .reads_only = true});
  if (!found) return found.error();
  return found->front().rows.at(0).at(0) == DatabaseValue(true);
}

}  // namespace

Result<std::unique_ptr<RecordSchema>> RecordSchema::create(const std::string& connection) {
  auto settings = ConnectionSettings::parse(connection);
  if (!settings) return settings.error();
  settings->work_in(std::string(record_schema));
  return std::unique_ptr<RecordSchema>(new RecordSchema(std::move(settings).value()));
}

Result<std::unique_ptr<DatabaseConnection>> RecordSchema::open(Mode mode) {
  auto connection = WaitingConnection::open(settings_, given_up_);
  if (!connection) return told(connection.error());
  const auto found = has_schema(*connection.value(), std::string(record_schema));
  if (!found) return told(found.error());
  if (!found.value() && mode == Mode::read)
    return Error{"store-missing", name() + " has no schema \"" + std::string(record_schema) + "\" yet"};
  if (!found.value()) {
    // Another program may make it at this moment.
    const std::string statement = "CREATE SCHEMA IF NOT EXISTS " + std::string(record_schema);
    if (auto made = connection.value()->run({.statements = {{statement}}}); !made) return told(made.error());
  }
  return std::unique_ptr<DatabaseConnection>(std::move(connection).value());
}

Result<bool> RecordSchema::exists() {
  auto connection = WaitingConnection::open(settings_, given_up_);
  if (!connection) return told(connection.error());
  auto found = has_schema(*connection.value(), std::string(record_schema));
  return found ? found : told(found.error());
}

Result<std::string> RecordSchema::rename_away() {
  auto connection = WaitingConnection::open(settings_, given_up_);
  if (!connection) return told(connection.error());
  for (int number = 1;; ++number) {
    std::string aside = std::string(record_schema) + "_before_" + std::to_string(number);
    const auto taken = has_schema(*connection.value(), aside);
    if (!taken) return told(taken.error());
    if (taken.value()) continue;
    const std::string statement = "ALTER SCHEMA " + std::string(record_schema) + " RENAME TO " + aside;
    if (auto renamed = connection.value()->run({.statements = {{statement}}}); !renamed)
      return told(renamed.error());
    return aside;
  }
}

Error RecordSchema::told(const Error& error) const {
  return {error.code, name() + ": " + error.text, error.retryable};
}

Result<std::string> RecordSchema::set_aside() {
  const std::string schema(record_schema);
  return Error{
      "other-ledger",
      "records names a database for each site: name another, or have its records put aside by ALTER SCHEMA " +
          schema + " RENAME TO " + schema + "_before",
      true};
}

}  // namespace tipring::postgres
