#include "runtime/rules/number_table.h"

#include <algorithm>
#include <limits>
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

void NumberListReader::wrong(const std::string& text) {
  add_mistake(mistakes_, row_.line, text, reading_.most_mistakes);
}

bool NumberListReader::read_row() {
  const auto more = next_(row_);
  if (more && !more.value()) return false;
  if (rows_ == most_table_rows) {
    wrong("a table has " + std::to_string(most_table_rows) + " rows at most");
    return false;
  }
  const bool is_first = rows_++ == 0;
  if (!more) {
    wrong(more.error().text);
    return true;
  }
  const std::string& text = row_.fields.front();
  if (is_first && names_column(text)) return true;
  const auto cell = read_number_cell(text, form_);
  if (reading_.row) reading_.row(row_.line, text, cell);
  if (!cell) {
    wrong(cell.error().text);
  } else if (cell->first != cell->last) {
    wrong("\"" + text + "\" is a range: lists have numbers and beginnings such as +49900*");
  } else {
    entries_.push_back(cell->first);
  }
  return true;
}

bool NumberListReader::read_some(std::size_t rows) {
  const auto before = static_cast<std::ptrdiff_t>(entries_.size());
  bool more = true;
  for (std::size_t i = 0; i < rows && more; ++i)
    more = read_row();
  const auto added = entries_.begin() + before;
  std::sort(added, entries_.end(), comes_first_on_list);
  std::inplace_merge(entries_.begin(), added, entries_.end(), comes_first_on_list);
  return more;
}

NumberListTable NumberListReader::finish() {
  return {NumberList(std::move(entries_)), std::move(mistakes_)};
}

NumberListTable read_number_list(std::string_view csv, const NumberForm& form, const TableReading& reading) {
  NumberListReader reader(rows_of(csv), form, reading);
  reader.read_some(std::numeric_limits<std::size_t>::max());
  return reader.finish();
}

}  // namespace tipring
