#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tipring::sqlite {

/// A prepared statement. Parameters count from 1, columns from 0. Belongs to one Connection, which must outlive
/// it.
class Statement {
 public:
  void bind(int parameter, std::int64_t value);
  void bind(int parameter, std::string_view value);
  void bind(int parameter, std::optional<std::int64_t> value);
  void bind(int parameter, double value);
  void bind_null(int parameter);

  int parameters() const;
  /// Whether it leaves the database as it is.
  bool only_reads() const;

  int columns() const;
  std::string column_name(int column) const;
  /// As the table declares it, "VARCHAR(20)"; empty for what is computed.
  std::string declared_type(int column) const;

  /// True with a row, false when there are no more; then the statement may be bound and run again.
  Result<bool> step();

  /// Lets go of what step() stands on; then it may be bound and run again.
  void reset();

  /// For statements without rows.
  Result<void> run();

  /// Of the row that step() found.
  std::int64_t whole(int column) const;
  std::optional<std::int64_t> maybe_whole(int column) const;
  std::string text(int column) const;

  enum class Type { null, whole, number, text, bytes };
  Type type(int column) const;
  double number(int column) const;

 private:
  friend class Connection;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A connection to an SQLite file. One thread at a time. Errors carry one of these codes and, where they are of
/// the file rather than of a statement, its path:
/// "store-busy" (another process holds it), "disk-full", "store-missing" (no such file), "store-damaged" (not a
/// database, or a broken one), "store-unreadable" (the disk fails), "store-interrupted", "store-error".
class Connection {
 public:
  enum class Mode {
    write,  ///< Made when missing.
    read,
  };

  static Result<Connection> open(const std::string& path, Mode mode);

  /// One that nobody else sees and that ends with the connection.
  static Result<Connection> open_in_memory();

  /// Makes this one a copy of another, whatever it held before.
  Result<void> copy_from(Connection& source);

  const std::string& path() const { return path_; }

  /// Runs one or more statements and drops their rows. What is wrong with a statement of several lines is told
  /// with the line.
  Result<void> execute(std::string_view sql);

  Result<Statement> prepare(std::string_view sql);
  /// The same for text of others: fails with "store-error" as well where it holds no statement or several,
  /// begins or ends a transaction or reaches for another file.
  Result<Statement> prepare_one(std::string_view sql);

  /// Rows that the last statement of those that do so has inserted, updated or deleted itself.
  std::int64_t changed() const;
  /// Rows that all statements have, and what these have led to.
  std::int64_t changed_so_far() const;
  /// Moves with every change of tables themselves; nothing where it cannot be read.
  std::optional<std::int64_t> schema_version();
  /// Whether who has asked for what runs has given it up; asked on the connection's thread, now and then.
  using GivenUp = std::function<bool()>;
  /// From now on what runs ends with "store-interrupted" once `given_up` says so, and waits for others that
  /// hold the file until then. An empty one: nothing is given up, and others are waited for as usual.
  void until(GivenUp given_up);

  /// Not more bytes for a text, a statement or a row than these.
  void limit_length(int bytes);
  /// Pages (of 4096 bytes) that the file may have; beyond it is "disk-full".
  void limit_pages(int pages);

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  Connection(std::unique_ptr<sqlite3, Close> connection, std::string path)
      : connection_(std::move(connection)), path_(std::move(path)) {}

  std::unique_ptr<GivenUp> given_up_;  // Where SQLite finds it, wherever this is moved.
  std::unique_ptr<sqlite3, Close> connection_;
  std::string path_;
};

/// A transaction that is rolled back unless committed.
class Transaction {
 public:
  enum class Purpose { write, read };
  static Result<Transaction> begin(Connection& database, Purpose purpose = Purpose::write);
  ~Transaction();
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;

  Result<void> commit();

 private:
  explicit Transaction(Connection& database) : database_(&database) {}

  Connection* database_;
};

}  // namespace tipring::sqlite
