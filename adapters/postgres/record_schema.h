#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/postgres/connection_settings.h"
#include "runtime/ports/database_connection.h"

namespace tipring::postgres {

/// The schema in which a runtime keeps its records: a database may serve others as well.
inline constexpr std::string_view record_schema = "tipring";

/// A database of the runtime's own on a PostgreSQL server: the schema `tipring`, for one runtime.
class RecordSchema final : public DatabasePlace {
 public:
  /// Fails like ConnectionSettings::parse().
  static Result<std::unique_ptr<RecordSchema>> create(const std::string& connection);

  const std::string& name() const override { return settings_.description(); }
  /// Fails with "database-away"; with "refused" where the schema is missing and may not be made.
  Result<std::unique_ptr<DatabaseConnection>> open(Mode mode) override;
  /// Another runtime may be writing there: fails, saying what people can do.
  Result<std::string> set_aside() override;
  /// Whether the schema is there.
  Result<bool> exists();
  /// Renames it, for who knows that nobody writes there: returns its new name.
  Result<std::string> rename_away();
  void give_up() override { *given_up_ = true; }

  const ConnectionSettings& settings() const { return settings_; }

 private:
  explicit RecordSchema(ConnectionSettings settings) : settings_(std::move(settings)) {}
  Error told(const Error& error) const;

  ConnectionSettings settings_;
  std::shared_ptr<std::atomic<bool>> given_up_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace tipring::postgres
