#include "runtime/rules/number_table.h"

#include <algorithm>
#include <utility>

#include "runtime/rules/number_cell.h"

namespace tipring {

void add_mistake(std::vector<RowMistake>& mistakes, std::size_t line, const std::string& text,
                 std::size_t most) {
  if (mistakes.size() < most) {
    mistakes.push_back({line, text});
  } else if (mistakes.size() == most) {
    mistakes.push_back({line, "here and below are further mistakes"});
  }
}

bool names_column(std::string_view field) {
  return !field.empty() &&
         std::ranges::none_of(field, [](char letter) { return letter >= '0' && letter <= '9'; }) &&
         std::ranges::any_of(field, [](char letter) { return letter >= 'A' && letter <= 'z'; });
}

NextRow rows_of(std::string_view csv) {
  return [reader = CsvReader(csv)](CsvRow& row) mutable { return reader.next(row); };
}

NumberListTable read_number_list(const NextRow& next, const NumberForm& form, const TableReading& reading) {
  NumberListTable table;
  const auto wrong = [&](std::size_t line, const std::string& text) {
    add_mistake(table.mistakes, line, text, reading.most_mistakes);
  };
  std::vector<NumberKey> entries;
  CsvRow row;
  for (std::size_t rows = 0;; ++rows) {
    const auto more = next(row);
    if (more && !more.value()) break;
    if (rows == most_table_rows) {
      wrong(row.line, "a table has " + std::to_string(most_table_rows) + " rows at most");
      break;
    }
    if (!more) {
      wrong(row.line, more.error().text);
      continue;
    }
    if (rows == 0 && names_column(row.fields.front())) continue;
    const auto cell = read_number_cell(row.fields.front(), form);
    if (reading.row) reading.row(row.line, row.fields.front(), cell);
    if (!cell) {
      wrong(row.line, cell.error().text);
    } else if (cell->first != cell->last) {
      wrong(row.line,
            "\"" + row.fields.front() + "\" is a range: lists have numbers and beginnings such as +49900*");
    } else {
      entries.push_back(cell->first);
    }
  }
  table.list = NumberList(std::move(entries));
  return table;
}

NumberListTable read_number_list(std::string_view csv, const NumberForm& form, const TableReading& reading) {
  return read_number_list(rows_of(csv), form, reading);
}

}  // namespace tipring
