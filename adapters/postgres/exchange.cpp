#include "adapters/postgres/exchange.h"

#include <charconv>
#include <string_view>
#include <utility>

#include <libpq-fe.h>

#include "adapters/postgres/pq_handles.h"
#include "adapters/postgres/sql_error.h"
#include "adapters/postgres/values.h"

namespace tipring::postgres {
namespace {

// A ROLLBACK that does not end the transaction was met by a late cancellation, which comes once.
constexpr int most_rollbacks = 3;

// In its transaction alone.
constexpr std::string_view cursor = "tipring_rows";
constexpr std::string_view declare_cursor = "DECLARE tipring_rows NO SCROLL CURSOR FOR ";

// Of "INSERT 0 3", "UPDATE 3"; "SELECT 3" has changed nothing.
std::int64_t changed_by(const pg_result& result) {
  auto* const plain = const_cast<pg_result*>(&result);
  const std::string_view tag = PQcmdStatus(plain);
  if (tag.starts_with("SELECT") || tag.starts_with("FETCH")) return 0;
  const std::string_view count = PQcmdTuples(plain);
  std::int64_t changed = 0;
  std::from_chars(count.data(), count.data() + count.size(), changed);
  return changed;
}

std::vector<std::string> columns_of(const pg_result& result) {
  std::vector<std::string> columns;
  columns.reserve(static_cast<std::size_t>(PQnfields(&result)));
  for (int column = 0; column < PQnfields(&result); ++column)
    columns.emplace_back(PQfname(&result, column));
  return columns;
}

std::vector<DatabaseValue> row_of(const pg_result& result, int row) {
  std::vector<DatabaseValue> values;
  values.reserve(static_cast<std::size_t>(PQnfields(&result)));
  for (int column = 0; column < PQnfields(&result); ++column) {
    if (PQgetisnull(&result, row, column) != 0) {
      values.emplace_back();
    } else {
      values.push_back(value_of(
          PQftype(&result, column),
          {PQgetvalue(&result, row, column), static_cast<std::size_t>(PQgetlength(&result, row, column))}));
    }
  }
  return values;
}

}  // namespace

bool Exchange::send() {
  if (!batch_.begin.empty() && !send_command({batch_.begin}, Part::transaction)) return false;
  if (batch_.rows_at_once > 0) return send_cursor();
  for (const Command& command : batch_.commands) {
    if (!send_command(command, Part::command)) return false;
  }
  rows_.resize(batch_.commands.size());
  verdict_due_ = batch_.judged;
  if (batch_.judged) {
    if (PQsendFlushRequest(&connection_) != 1) return false;
  } else {
    if (!batch_.begin.empty() && !send_command({"COMMIT"}, Part::transaction)) return false;
    if (!send_sync()) return false;
  }
  fetch_rows_singly();
  return true;
}

bool Exchange::send_cursor() {
  Command declare = std::move(batch_.commands.front());
  declare.text = std::string(declare_cursor) + declare.text;
  rows_.resize(1);
  verdict_due_ = true;
  return send_command(declare, Part::transaction) && send_portion();
}

bool Exchange::send_portion() {
  more_rows_ = false;
  const std::string fetch = "FETCH " + std::to_string(batch_.rows_at_once) + " FROM " + std::string(cursor);
  return send_command({fetch}, Part::portion) && PQsendFlushRequest(&connection_) == 1;
}

bool Exchange::send_command(const Command& command, Part part) {
  std::vector<const char*> values;
  for (const auto& value : command.values)
    values.push_back(value ? value->c_str() : nullptr);
  expected_.push_back(part);
  return PQsendQueryParams(&connection_, command.text.c_str(), static_cast<int>(values.size()), nullptr,
                           values.data(), nullptr, nullptr, 0) == 1;
}

bool Exchange::send_sync() {
  expected_.push_back(Part::sync);
  return PQpipelineSync(&connection_) == 1;
}

Exchange::Progress Exchange::advance() {
  for (;;) {
    while (!expected_.empty()) {
      if (PQisBusy(&connection_) != 0)
        return PQstatus(&connection_) == CONNECTION_BAD ? Progress::broken : Progress::waiting;
      const PqResult result(PQgetResult(&connection_));
      if (result) {
        take(*result);
      } else {
        part_ended();
      }
      if (unusable_) return Progress::broken;
      if (std::exchange(overrun_, false)) return Progress::overrun;
    }
    if (PQstatus(&connection_) == CONNECTION_BAD) return Progress::broken;
    if (!verdict_due_ && PQtransactionStatus(&connection_) == PQTRANS_IDLE) return Progress::done;
    if (!send_rest()) return Progress::broken;
  }
}

// The next rows; or the verdict on what has been done; or, where something is left of a transaction, its end.
bool Exchange::send_rest() {
  if (more_rows_ && !failure_ && !given_up_) return send_portion();
  if (std::exchange(verdict_due_, false)) {
    // A failed statement leaves the server deaf up to the sync; then the transaction is rolled back.
    const bool agreed = !failure_ && !given_up_;
    return (!agreed || send_command({"COMMIT"}, Part::transaction)) && send_sync();
  }
  return ++rollbacks_ <= most_rollbacks && send_command({"ROLLBACK"}, Part::transaction) && send_sync();
}

void Exchange::take(const pg_result& result) {
  switch (PQresultStatus(&result)) {
    case PGRES_PIPELINE_SYNC:
      part_ended();
      return;
    case PGRES_PIPELINE_ABORTED:
      return;
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
    case PGRES_TUPLES_OK:
    case PGRES_SINGLE_TUPLE:
      if (expected_.front() == Part::command || expected_.front() == Part::portion) take_rows(result);
      return;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
      fail({"refused", "COPY from or to the client is none of what can be asked here"});
      unusable_ = true;
      return;
    default:
      fail(error_of(sql_error(result)));
  }
}

void Exchange::take_rows(const pg_result& result) {
  DatabaseRows& rows = rows_[commands_ended_];
  if (rows.columns.empty()) rows.columns = columns_of(result);
  for (int row = 0; row < PQntuples(&result) && !failure_ && !given_up_; ++row) {
    if (rows.rows.size() < batch_.most_rows) {
      rows.rows.push_back(row_of(result, row));
    } else {
      fail({"too-many-rows", "there are more than " + std::to_string(batch_.most_rows) + " rows"});
      overrun_ = batch_.rows_at_once == 0;
    }
  }
  if (batch_.rows_at_once > 0) {
    more_rows_ = static_cast<std::size_t>(PQntuples(&result)) == batch_.rows_at_once;
  } else if (PQresultStatus(&result) != PGRES_SINGLE_TUPLE) {
    command_ended(result);
  }
}

void Exchange::command_ended(const pg_result& result) {
  DatabaseRows& rows = rows_[commands_ended_];
  rows.changed = changed_by(result);
  const auto& wanted = batch_.commands[commands_ended_].changes;
  if (wanted && *wanted != rows.changed)
    fail({"other-count", "the statement changed " + std::to_string(rows.changed) + " rows; expected " +
                             std::to_string(*wanted)});
}

void Exchange::part_ended() {
  if (expected_.front() == Part::command) ++commands_ended_;
  expected_.pop_front();
  fetch_rows_singly();
}

void Exchange::fetch_rows_singly() {
  if (!expected_.empty() && expected_.front() == Part::command) PQsetSingleRowMode(&connection_);
}

void Exchange::fail(Error error) {
  if (failure_) return;
  if (batch_.commands.size() > 1 && expected_.front() == Part::command)
    error.text = "statement " + std::to_string(commands_ended_ + 1) + ": " + error.text;
  failure_ = std::move(error);
}

Result<std::vector<DatabaseRows>> Exchange::take_outcome() {
  if (failure_) return *failure_;
  return std::move(rows_);
}

}  // namespace tipring::postgres
