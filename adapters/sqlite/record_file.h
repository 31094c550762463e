#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/sqlite/connection.h"
#include "runtime/ports/database_connection.h"

namespace tipring::sqlite {

/// A database of the runtime's own in an SQLite file, such as `tipring.db`: in WAL mode, so that readers read
/// while the writer writes. Whoever else writes is waited for a quarter of a second, whatever time a request
/// has.
class RecordFile final : public DatabasePlace {
 public:
  /// The file's folder must exist once it is opened for writing.
  explicit RecordFile(std::string path) : path_(std::move(path)) {}

  const std::string& name() const override { return path_; }
  Result<std::unique_ptr<DatabaseConnection>> open(Mode mode) override;
  /// Renames the file and those beside it.
  Result<std::string> set_aside() override;

 private:
  std::string path_;
};

/// Makes `to`, which must not be there yet, a whole copy of the database `from`, also while others write there:
/// one file, with none beside it. Fails like Connection.
Result<void> copy_database(const std::string& from, const std::string& to);

}  // namespace tipring::sqlite
