#pragma once

#include <string>
#include <vector>

#include "cli/output/console.h"
#include "cli/output/field.h"

namespace tipring::cli {

/// Writes a heading and rows in columns as wide as their widest cell. On a terminal that is too narrow, the
/// columns that may be cut are, the widest first.
void write_table(Console& console, const std::vector<Field>& fields, const Json& rows);

/// One line of a table whose other rows are not known: columns have widths that usually fit.
void write_loose_heading(Console& console, const std::vector<Field>& fields);
void write_loose_row(Console& console, const std::vector<Field>& fields, const Json& row);

}  // namespace tipring::cli
