#include "dsl/site/table_mistake.h"

#include "runtime/rules/table_place.h"

namespace tipring::dsl {

std::string to_string(const std::string& table, const TableMistake& mistake) {
  std::string text = table_place(table);
  if (!mistake.row.empty()) text += ", " + mistake.row;
  if (!mistake.column.empty()) text += ", column \"" + mistake.column + "\"";
  return text + ": " + mistake.text;
}

}  // namespace tipring::dsl
