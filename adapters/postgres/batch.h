#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/ports/database.h"

namespace tipring::postgres {

/// A statement as it is sent: placeholders are $1, $2 …, values are texts, and nothing is NULL.
struct Command {
  std::string text{};
  std::vector<std::optional<std::string>> values{};
  std::optional<std::int64_t> changes{};
};

/// A request as it is sent. Without a command it only asks the server to answer.
struct Batch {
  std::vector<Command> commands{};
  std::size_t most_rows = 1'000;
  /// What opens its transaction; empty: a single statement is one by itself.
  std::string begin{};
  /// Whether its results are looked at before COMMIT is sent, at the price of one more round trip.
  bool judged = false;
  /// Of a single command: its rows are fetched so many at a time, each for one more round trip; 0: as they
  /// come.
  std::size_t rows_at_once = 0;
};

/// Fails with "refused" where the request cannot be sent: values and placeholders that do not match, what is no
/// text, and statements that would begin or end a transaction themselves.
///
/// A request is judged where a statement must change so many rows, and where it may change something and return
/// rows as well: there may be too many of them. A SELECT is taken for one that changes nothing; where functions
/// that it calls do, and it returns too many rows, that may have happened. What only reads, and may have more
/// rows than are taken in at once, is fetched in portions: by a cursor.
Result<Batch> batch_of(const DatabaseRequest& request);

}  // namespace tipring::postgres
