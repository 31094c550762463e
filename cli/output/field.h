#pragma once

#include <cstdint>
#include <string>

#include "runtime/control/json.h"

namespace tipring::cli {

/// What a field's value means to people. Programs (json, jsonl, tsv) get it as it is.
enum class FieldKind : std::uint8_t {
  text,
  number,  ///< Stands at the right.
  time,    ///< Microseconds since 1970 UTC, shown as 2026-03-03T10:00:00.123Z.
  share,   ///< 0 to 1, shown as 84.3%.
  span,    ///< Microseconds, shown as 1h02m03s, from two days on as 89d04h.
};

/// One field of a row or a record, found by its key in the JSON object. A key of an object within is written
/// with a dot: "live.legs".
struct Field {
  std::string key;
  FieldKind kind = FieldKind::text;
  bool may_be_cut = false;  ///< On a terminal that is too narrow for all columns.
};

/// The value of `key` in `object`; null when there is none.
const Json& value_at(const Json& object, const std::string& key);

/// For people; safe for a terminal. Null gives "-", lists of texts the texts, other arrays and objects their
/// JSON.
std::string for_people(const Json& value, FieldKind kind);

/// For programs: strings bare, null empty, all else as JSON. Not escaped for TSV yet.
std::string for_programs(const Json& value);

}  // namespace tipring::cli
