#pragma once

#include <string>

#include "dsl/check/finding.h"

namespace tipring::dsl {

/// What is wrong with a table of the store, or with one of its rows.
struct TableMistake {
  std::string row{};     ///< As row_named() or row_numbered() have it; empty: the whole table is wrong.
  std::string column{};  ///< Empty: it is no single one.
  std::string text{};
  FindingKind kind = FindingKind::bad_row;

  bool operator==(const TableMistake&) const = default;
};

/// `table "call_treatments", row "gold", column "go": there is no dialog "nobody"`
std::string to_string(const std::string& table, const TableMistake& mistake);

}  // namespace tipring::dsl
