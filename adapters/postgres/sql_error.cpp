#include "adapters/postgres/sql_error.h"

#include <algorithm>
#include <array>
#include <utility>

#include <libpq-fe.h>

namespace tipring::postgres {
namespace {

std::string field_of(const pg_result& result, int code) {
  const char* text = PQresultErrorField(&result, code);
  return text != nullptr ? text : "";
}

// Whether a line is part of the sentence that the one before began.
bool goes_on(std::string_view before, char first) {
  return before.ends_with(':') || (first >= 'a' && first <= 'z');
}

std::string code_of(std::string_view state) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> codes{{
      {"57014", "timed-out"},      // query_canceled: by us, or by the server's statement_timeout
      {"57P01", "database-away"},  // admin_shutdown, pg_terminate_backend
      {"57P02", "database-away"},  // crash_shutdown
      {"57P03", "database-away"},  // cannot_connect_now
      {"40001", "database-busy"},  // serialization_failure
      {"40P01", "database-busy"},  // deadlock_detected
      {"55P03", "database-busy"},  // lock_not_available
      {"53300", "database-busy"},  // too_many_connections
      {"53100", "database-full"},  // disk_full
      {"53200", "database-full"},  // out_of_memory
  }};
  if (state.empty() || state.starts_with("08")) return "database-away";
  const auto* found = std::ranges::find(codes, state, [](const auto& pair) { return pair.first; });
  return std::string(found != codes.end() ? found->second : "refused");
}

}  // namespace

SqlError sql_error(const pg_result& result) {
  SqlError error{field_of(result, PG_DIAG_SQLSTATE), field_of(result, PG_DIAG_MESSAGE_PRIMARY),
                 field_of(result, PG_DIAG_MESSAGE_DETAIL)};
  if (error.message.empty()) error.message = PQresultErrorMessage(&result);
  return error;
}

Error error_of(const SqlError& error) {
  std::string code = code_of(error.state);
  std::string text = one_line(error.message);
  if (!error.detail.empty()) text += ": " + one_line(error.detail);
  if (!error.state.empty()) text += " (SQLSTATE " + error.state + ")";
  const bool retryable = code != "refused";
  return {std::move(code), std::move(text), retryable};
}

Error away_error(std::string_view text) {
  return {"database-away", one_line(text), true};
}

std::string one_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const std::size_t begin = part.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) continue;
    if (!line.empty()) line += goes_on(line, part[begin]) ? " " : "; ";
    line += part.substr(begin, part.find_last_not_of(" \t\r") + 1 - begin);
  }
  return line;
}

}  // namespace tipring::postgres
