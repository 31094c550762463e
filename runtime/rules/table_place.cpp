#include "runtime/rules/table_place.h"

namespace tipring {
namespace {

std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

}  // namespace

std::string table_place(std::string_view table) {
  return "table " + quoted(table);
}

bool is_table_place(std::string_view place) {
  return place.starts_with("table \"");
}

std::string row_named(std::string_view name) {
  return "row " + quoted(name);
}

std::string row_numbered(std::size_t number) {
  return "row " + std::to_string(number);
}

std::string place_of_rule(std::string_view file, std::string_view rule, int line) {
  if (is_table_place(file)) return std::string(file) + ", " + row_named(rule);
  return std::string(file) + ":" + std::to_string(line);
}

}  // namespace tipring
