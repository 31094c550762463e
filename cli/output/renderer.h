#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output/console.h"
#include "cli/output/field.h"
#include "runtime/control/json.h"

namespace tipring::cli {

enum class OutputFormat : std::uint8_t {
  table,  ///< For people.
  json,   ///< One JSON value over several lines.
  jsonl,  ///< One JSON value a line.
  tsv,    ///< A line of names, then a line of tab-separated values for each row.
};

/// The names of the formats, in the order of OutputFormat.
const std::vector<std::string>& output_format_names();
std::optional<OutputFormat> parse_output_format(std::string_view name);

/// Writes what a command found, in the format that was asked for. In every format a listing has the same rows;
/// json and jsonl have all that the runtime said, table and tsv the given fields.
class Renderer {
 public:
  Renderer(Console& console, OutputFormat format) : console_(console), format_(format) {}

  /// A list of objects.
  void list(const std::vector<Field>& fields, const Json& rows);

  /// One object: a field a line. What is not among `fields` is shown as text, objects within by dotted keys.
  void record(const std::vector<Field>& fields, const Json& object);

  /// Rows that come one by one, each written at once. json is written as jsonl, since a list without end has no
  /// closing bracket; tables have columns of fixed width.
  void begin_rows(const std::vector<Field>& fields);
  void row(const Json& object);

  OutputFormat format() const { return format_; }

 private:
  void tsv_line(const std::vector<std::string>& values);
  void tsv_row(const std::vector<Field>& fields, const Json& object);
  void write_json(const Json& json);

  Console& console_;
  OutputFormat format_;
  std::vector<Field> row_fields_;
};

}  // namespace tipring::cli
