#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"

namespace tipring {

/// One row of a table as a text.
struct CsvRow {
  std::size_t line = 0;  ///< Where it begins, from 1.
  std::vector<std::string> fields{};
};

/// Reads tables as texts: fields with commas between them, a row a line, a field in quotation marks where it
/// has a comma, a line's end or (doubled) a quotation mark in it (RFC 4180, section 2). Besides that, as people
/// write such files: a # that begins a line or stands after a blank begins a comment, blanks around a field do
/// not count unless in quotation marks, and neither do rows of nothing else, nor a byte order mark.
class CsvReader {
 public:
  /// The text outlives the reader.
  explicit CsvReader(std::string_view text);

  /// Reads the next row; false at the end. Fails with "bad-row" where a row is none, to which `row.line`
  /// points; what comes after it can be read on.
  Result<bool> next(CsvRow& row);

 private:
  bool at_line_end() const;
  bool at_comment() const;
  void skip_blanks();
  void skip_to_next_line();
  Result<std::string> quoted_field(std::size_t line);
  Result<std::string> plain_field();
  Result<std::string> field(std::size_t line);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace tipring
