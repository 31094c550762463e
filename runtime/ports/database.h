#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring {

/// A value of the business database; std::monostate is NULL. Whole numbers that are stored as such stay exact.
/// Dates, decimals and whatever else has no type of its own here are texts, as the database writes them; a
/// decimal is a number where the database says that it is one (numeric).
using DatabaseValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// One statement of SQL. Each `?` outside of texts, names and comments stands for the next of `values`: see
/// placeholders.h. Values never become part of the text.
struct DatabaseStatement {
  std::string text{};
  std::vector<DatabaseValue> values{};
  /// Must change so many rows, else it fails with "other-count"; nothing: any number.
  std::optional<std::int64_t> changes{};
};

/// What one statement has come to.
struct DatabaseRows {
  std::vector<std::string> columns{};  ///< As the statement names them.
  std::vector<std::vector<DatabaseValue>> rows{};
  std::int64_t changed = 0;  ///< Rows inserted, updated or deleted.
};

/// Statements to be run in order, as one transaction: where one fails, none has happened. A single statement is
/// a transaction of its own.
struct DatabaseRequest {
  std::vector<DatabaseStatement> statements{};
  std::size_t most_rows = 1'000;  ///< Of each statement; more fail with "too-many-rows".
  /// May not change anything: one that would fails with "refused".
  bool reads_only = false;
  /// After this it is given up, and what it has begun is rolled back: fails with "timed-out".
  Duration timeout = std::chrono::seconds(5);
};

/// The business database of a site. Control thread only; the work is done elsewhere. Failures are
/// "database-away" (retryable: it cannot be reached, or went away on the way: whether a statement that changes
/// something has happened is then not known), "timed-out" (retryable), "database-busy" (retryable: too many
/// requests wait, or others hold what it needs), "database-full" (retryable: the disk), "refused" (by the
/// database, with its text: no such table, a constraint), "other-count" and "too-many-rows".
class Database {
 public:
  using Request = std::uint64_t;
  using Done = std::function<void(Result<std::vector<DatabaseRows>>)>;
  virtual ~Database() = default;

  /// `done` is called once, from the run loop, never before this returns, unless cancel() comes first: with as
  /// many results as there are statements. Requests may overtake each other; who needs an order waits for the
  /// first.
  virtual Request run(DatabaseRequest request, Done done) = 0;

  /// Gives it up; what it has begun is rolled back, unless it has happened already.
  virtual void cancel(Request request) = 0;

  /// `changed` is called, from the run loop, whenever rows may have changed by whomever: with the name of the
  /// table where it is known, else with an empty text, as after every new connection.
  virtual void on_change(std::function<void(const std::string& table)> changed) = 0;

  /// What is asked of it and not answered.
  virtual std::size_t live() const = 0;
};

}  // namespace tipring
