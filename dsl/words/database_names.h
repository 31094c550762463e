#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace tipring::dsl {

/// A name that may go into statements as it stands: letters, digits and _, no digit first.
inline bool is_column_name(std::string_view name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::ranges::all_of(name, [](char letter) {
           return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
         });
}

/// The same for a table or view, which may have a schema before it: "bank.customer".
inline bool is_table_name(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return is_column_name(name);
  return is_column_name(name.substr(0, dot)) && is_column_name(name.substr(dot + 1));
}

}  // namespace tipring::dsl
