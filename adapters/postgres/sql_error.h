#pragma once

#include <string>
#include <string_view>

#include "runtime/base/result.h"

struct pg_result;

namespace tipring::postgres {

/// What PostgreSQL says of a statement that it did not run.
struct SqlError {
  std::string state{};  ///< Five letters of the SQL standard and PostgreSQL's appendix A; empty: libpq says it.
  std::string message{};
  std::string detail{};
};

SqlError sql_error(const pg_result& result);

/// With the codes of the Database port. An error without a state is libpq's own, whose connection is gone.
Error error_of(const SqlError& error);

/// "database-away" with this text, which may be libpq's.
Error away_error(std::string_view text);

/// Several lines, as libpq writes them, as one.
std::string one_line(std::string_view text);

}  // namespace tipring::postgres
