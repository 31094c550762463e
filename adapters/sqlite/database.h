#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tipring::sqlite {

/// A prepared statement. Parameters count from 1, columns from 0. Belongs to one Database, which must outlive
/// it.
class Statement {
 public:
  void bind(int parameter, std::int64_t value);
  void bind(int parameter, std::string_view value);
  void bind(int parameter, std::optional<std::int64_t> value);

  /// True with a row, false when there are no more; then the statement may be bound and run again.
  Result<bool> step();

  /// For statements without rows.
  Result<void> run();

  /// Of the row that step() found.
  std::int64_t whole(int column) const;
  std::optional<std::int64_t> maybe_whole(int column) const;
  std::string text(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A connection to an SQLite file. One thread at a time. Errors carry the file's path and one of these codes:
/// "store-busy" (another process holds it), "disk-full", "store-missing" (no such file), "store-damaged" (not a
/// database, or a broken one), "store-error".
class Database {
 public:
  enum class Mode {
    write,  ///< Made when missing. One such connection at a time.
    read,
  };

  static Result<Database> open(const std::string& path, Mode mode);

  const std::string& path() const { return path_; }

  /// Runs one or more statements and drops their rows.
  Result<void> execute(std::string_view sql);

  Result<Statement> prepare(std::string_view sql);

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  Database(std::unique_ptr<sqlite3, Close> connection, std::string path)
      : connection_(std::move(connection)), path_(std::move(path)) {}

  std::unique_ptr<sqlite3, Close> connection_;
  std::string path_;
};

/// A transaction that is rolled back unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  ~Transaction();
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;

  Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}

  Database* database_;
};

}  // namespace tipring::sqlite
