#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/csv.h"
#include "runtime/base/result.h"
#include "runtime/rules/number_cell.h"
#include "runtime/rules/number_form.h"
#include "runtime/rules/number_list.h"

namespace tipring {

/// What is wrong with a row of a table.
struct RowMistake {
  std::size_t line = 0;
  std::string text{};

  bool operator==(const RowMistake&) const = default;
};

/// Mistakes of one table that are told one by one; of the rest only how many they are.
inline constexpr std::size_t most_row_mistakes = 20;

/// Rows that a table may have.
inline constexpr std::size_t most_table_rows = 2'000'000;

/// Gives one row of a table after the other; false after the last. Fails as CsvReader does.
using NextRow = std::function<Result<bool>(CsvRow&)>;

/// Those of a text, which outlives it.
NextRow rows_of(std::string_view csv);

/// How a table is read.
struct TableReading {
  /// Is handed the line of each row, what stands there for its numbers, and these or why they are none.
  std::function<void(std::size_t line, const std::string& text, const Result<NumberCell>& numbers)> row{};
  std::size_t most_mistakes = most_row_mistakes;
  std::string_view row_noun = "line";  ///< What mistakes call a row by its number.
};

/// Adds a mistake; after `most` of them one that there are more.
void add_mistake(std::vector<RowMistake>& mistakes, std::size_t line, const std::string& text,
                 std::size_t most = most_row_mistakes);

struct NumberListTable {
  NumberList list{};
  std::vector<RowMistake> mistakes{};
};

/// Reads a list of numbers, some rows after the others, so that a long one keeps nobody waiting: the first
/// column of a table has a number or a beginning, "+49900*", in each row. Further columns are for people. A
/// first row without digits names the columns.
class NumberListReader {
 public:
  /// `form` outlives it.
  NumberListReader(NextRow next, const NumberForm& form, TableReading reading = {})
      : next_(std::move(next)), form_(form), reading_(std::move(reading)) {}

  /// Reads so many rows more. False at the end of the table.
  bool read_some(std::size_t rows);

  /// What was read, once.
  NumberListTable finish();

 private:
  bool read_row();
  void wrong(const std::string& text);

  NextRow next_;
  const NumberForm& form_;
  TableReading reading_;
  CsvRow row_;
  std::size_t rows_ = 0;
  std::vector<NumberKey> entries_;  // In order, but within read_some().
  std::vector<RowMistake> mistakes_;
};

/// All of it at once.
NumberListTable read_number_list(std::string_view csv, const NumberForm& form,
                                 const TableReading& reading = {});

/// Whether a first field, as it stands in the first row of a table, names a column.
bool names_column(std::string_view field);

}  // namespace tipring
