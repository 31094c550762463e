#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tipring {

/// A table of the store, as a place of which people are told: `table "call_treatments"`. It stands where rules
/// of a script have their file.
std::string table_place(std::string_view table);

/// Whether a place is such a one.
bool is_table_place(std::string_view place);

/// A row within it: `row "gold"` by its name, `row 7` by its number.
std::string row_named(std::string_view name);
std::string row_numbered(std::size_t number);

/// Where a rule stands: `routing.lua:12`, or `table "call_treatments", row "gold"`.
std::string place_of_rule(std::string_view file, std::string_view rule, int line);

}  // namespace tipring
