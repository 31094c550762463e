#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <set>
#include <utility>

#include "runtime/base/csv.h"
#include "runtime/base/nearest.h"
#include "runtime/rules/own_numbers.h"

namespace tipring {
namespace {

constexpr std::array<std::string_view, 5> column_names{"number", "enterprise", "purpose", "from", "to"};

// In bytes, of an enterprise or a purpose: they stand in rules and in why-records.
constexpr std::size_t longest_name = 200;

std::string lower_case(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  return small;
}

// 2026-11-30; nothing where it is no day of the calendar.
std::optional<Day> read_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    unsigned value = 0;
    const char* const end = text.data() + at + length;
    const auto read = std::from_chars(text.data() + at, end, value);
    return read.ec == std::errc{} && read.ptr == end ? value : 0U;
  };
  const std::chrono::year_month_day day(std::chrono::year(static_cast<int>(number(0, 4))),
                                        std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2)));
  if (!day.ok() || number(0, 4) == 0) return std::nullopt;
  return Day(day);
}

class OwnNumbersReader {
 public:
  OwnNumbersReader(const NextRow& next, const NumberForm& form, const TableReading& reading)
      : next_(next), form_(form), reading_(reading) {}

  OwnNumbersTable read() {
    CsvRow row;
    for (std::size_t rows = 0;; ++rows) {
      const auto more = next_(row);
      if (more && !more.value()) break;
      line_ = row.line;
      if (rows == most_table_rows) {
        wrong("a table has " + std::to_string(most_table_rows) + " rows at most");
        break;
      }
      if (!more) {
        wrong(more.error().text);
      } else if (rows == 0 && names_column(row.fields.front())) {
        if (!read_names(row.fields)) break;
      } else {
        read_row(row.fields);
      }
    }
    OwnNumbersTable table;
    table.numbers = OwnNumbers(std::move(rows_), mistakes_, reading_);
    table.mistakes = std::move(mistakes_);
    std::ranges::stable_sort(table.mistakes, {}, &RowMistake::line);
    return table;
  }

 private:
  void wrong(const std::string& text) { add_mistake(mistakes_, line_, text, reading_.most_mistakes); }

  // Whether all that follows can be read by them.
  bool read_names(const std::vector<std::string>& fields) {
    columns_.clear();
    for (const std::string& field : fields) {
      const std::string name = lower_case(field);
      const bool known = std::ranges::find(column_names, name) != column_names.end();
      const bool twice = std::ranges::find(columns_, name) != columns_.end();
      if (twice) wrong("the column '" + name + "' stands twice");
      if (!known)
        wrong("there is no column '" + field + "'; there are number, enterprise, purpose, from and to" +
              did_you_mean(nearest(name, column_names)));
      if (twice || !known) return false;
      columns_.push_back(name);
    }
    if (std::ranges::find(columns_, "number") != columns_.end()) return true;
    wrong("no column is named number");
    return false;
  }

  void read_row(const std::vector<std::string>& fields) {
    if (fields.size() > columns_.size())
      return wrong("it has " + std::to_string(fields.size()) + " columns, and not " +
                   std::to_string(columns_.size()) +
                   " at most; what has a comma in it stands in quotation marks");
    OwnNumber row{.line = line_};
    const auto field = [&](std::string_view name) -> std::string_view {
      const auto at = static_cast<std::size_t>(std::ranges::find(columns_, name) - columns_.begin());
      return at < fields.size() ? std::string_view(fields[at]) : std::string_view();
    };
    const auto cell = read_number_cell(field("number"), form_);
    if (reading_.row) reading_.row(line_, std::string(field("number")), cell);
    if (!cell) return wrong(cell.error().text);
    row.numbers = cell.value();
    row.enterprise = field("enterprise");
    row.purpose = field("purpose");
    if (std::max(row.enterprise.size(), row.purpose.size()) > longest_name)
      return wrong("an enterprise or a purpose has " + std::to_string(longest_name) + " bytes at most");
    if (!read_days(field("from"), field("to"), row)) return;
    rows_.push_back(std::move(row));
  }

  bool read_days(std::string_view from, std::string_view to, OwnNumber& row) {
    for (const std::string_view text : {from, to}) {
      if (text.empty() || read_day(text)) continue;
      wrong("\"" + std::string(text) + "\" is no day: they are written 2026-11-30");
      return false;
    }
    row.from = read_day(from).value_or(row.from);
    row.to = read_day(to).value_or(row.to);
    if (row.from <= row.to) return true;
    wrong("it is ours to " + std::string(to) + ", which is before " + std::string(from));
    return false;
  }

  const NextRow& next_;
  const NumberForm& form_;
  const TableReading& reading_;
  std::vector<std::string> columns_{column_names.begin(), column_names.end()};
  std::vector<OwnNumber> rows_;
  std::vector<RowMistake> mistakes_;
  std::size_t line_ = 0;
};

}  // namespace

OwnNumbersTable read_own_numbers(const NextRow& next, const NumberForm& form, const TableReading& reading) {
  return OwnNumbersReader(next, form, reading).read();
}

OwnNumbersTable read_own_numbers(std::string_view csv, const NumberForm& form, const TableReading& reading) {
  return read_own_numbers(rows_of(csv), form, reading);
}

bool names_own_numbers(std::string_view csv) {
  CsvReader reader(csv);
  CsvRow row;
  const auto more = reader.next(row);
  if (!more || !more.value() || !names_column(row.fields.front())) return false;
  return std::ranges::any_of(row.fields, [](const std::string& field) {
    const std::string name = lower_case(field);
    return name != "number" && std::ranges::find(column_names, name) != column_names.end();
  });
}

}  // namespace tipring
