#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "adapters/postgres/batch.h"
#include "runtime/base/result.h"
#include "runtime/ports/database.h"

struct pg_conn;
struct pg_result;

namespace tipring::postgres {

/// One batch on an open connection in pipeline mode, from what is sent to the server's word that no transaction
/// is left. Rows come one by one and beyond the limit are dropped, so that memory does not grow with them;
/// where the batch says so, in portions, of which the next is asked for once one is taken in: so others have
/// their turn.
class Exchange {
 public:
  enum class Progress {
    waiting,  ///< For the server.
    overrun,  ///< Once: there are too many rows, and more may come for long. advance() goes on.
    done,
    broken,  ///< The connection is of no use any more.
  };

  /// `connection` must outlive it.
  Exchange(pg_conn& connection, Batch batch) : connection_(connection), batch_(std::move(batch)) {}

  /// False where libpq refuses: the connection is of no use.
  bool send();

  /// Takes what has come, and sends what follows from it.
  Progress advance();

  /// Nobody wants the results: what is not committed will not be.
  void give_up() { given_up_ = true; }

  /// The first failure; nothing as long as all goes well.
  const std::optional<Error>& failure() const { return failure_; }

  /// Once done: as many as there are commands.
  Result<std::vector<DatabaseRows>> take_outcome();

 private:
  enum class Part { transaction, command, portion, sync };

  bool send_command(const Command& command, Part part);
  bool send_sync();
  bool send_cursor();
  bool send_portion();
  bool send_rest();
  void take(const pg_result& result);
  void take_rows(const pg_result& result);
  void command_ended(const pg_result& result);
  void part_ended();
  void fetch_rows_singly();
  void fail(Error error);

  pg_conn& connection_;
  Batch batch_;
  std::deque<Part> expected_;  // Sent, and its results have not ended.
  std::vector<DatabaseRows> rows_;
  std::size_t commands_ended_ = 0;
  std::optional<Error> failure_;
  int rollbacks_ = 0;
  bool verdict_due_ = false;
  bool more_rows_ = false;  // There may be, of a cursor.
  bool overrun_ = false;
  bool unusable_ = false;
  bool given_up_ = false;
};

}  // namespace tipring::postgres
