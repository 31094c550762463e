#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/ports/database.h"

namespace tipring::postgres {

/// How a value is sent: as text whose type the server infers; nothing is NULL. Fails with "refused" where no
/// text of PostgreSQL can hold it: a zero byte, what is no UTF-8.
Result<std::optional<std::string>> parameter_text(const DatabaseValue& value);

/// What the server has written as text, of the type with this object id (pg_type.dat): bool, whole numbers and
/// numbers become such; a number that a double cannot be (NaN and Infinity of numeric, 1e400) and everything
/// else stays a text.
DatabaseValue value_of(unsigned type, std::string_view text);

/// "refused" unless PostgreSQL can take the bytes as a text; `what` names them.
Result<void> check_text(std::string_view text, std::string_view what);

}  // namespace tipring::postgres
