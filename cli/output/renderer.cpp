#include "cli/output/renderer.h"

#include <algorithm>

#include "cli/output/table.h"
#include "cli/output/text.h"

namespace tipring::cli {
namespace {

constexpr int indentation = 2;

// Every value of an object under its dotted key, in the object's order.
void flatten(const Json& object, const std::string& prefix, Json& flat) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      flatten(value, prefix + key + ".", flat);
    } else {
      flat[prefix + key] = value;
    }
  }
}

FieldKind kind_of(const std::vector<Field>& fields, const std::string& key) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&key](const Field& field) { return field.key == key; });
  return found == fields.end() ? FieldKind::text : found->kind;
}

}  // namespace

const std::vector<std::string>& output_format_names() {
  static const std::vector<std::string> names{"table", "json", "jsonl", "tsv"};
  return names;
}

std::optional<OutputFormat> parse_output_format(std::string_view name) {
  const auto& names = output_format_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<OutputFormat>(found - names.begin());
}

void Renderer::list(const std::vector<Field>& fields, const Json& rows) {
  switch (format_) {
    case OutputFormat::table:
      write_table(console_, fields, rows);
      return;
    case OutputFormat::json:
      write_json(rows);
      return;
    case OutputFormat::jsonl:
    case OutputFormat::tsv:
      begin_rows(fields);
      for (const auto& object : rows)
        row(object);
      return;
  }
}

void Renderer::record(const std::vector<Field>& fields, const Json& object) {
  if (format_ == OutputFormat::json) {
    write_json(object);
    return;
  }
  if (format_ == OutputFormat::jsonl) {
    console_.out << safe_json(to_line(object)) << '\n';
    return;
  }
  Json flat = Json::object();
  flatten(object, "", flat);
  if (format_ == OutputFormat::tsv) {
    tsv_line({"field", "value"});
    for (const auto& [key, value] : flat.items())
      tsv_line({key, for_programs(value)});
    return;
  }
  std::size_t widest = 0;
  for (const auto& [key, value] : flat.items())
    widest = std::max(widest, display_width(safe_for_terminal(key)));
  for (const auto& [key, value] : flat.items()) {
    const auto name = safe_for_terminal(key);
    console_.out << name << std::string(widest - display_width(name) + 2, ' ')
                 << for_people(value, kind_of(fields, key)) << '\n';
  }
}

void Renderer::begin_rows(const std::vector<Field>& fields) {
  row_fields_ = fields;
  if (format_ == OutputFormat::table) write_loose_heading(console_, fields);
  if (format_ != OutputFormat::tsv) return;
  std::vector<std::string> names;
  for (const auto& field : fields)
    names.push_back(field.key);
  tsv_line(names);
}

void Renderer::row(const Json& object) {
  switch (format_) {
    case OutputFormat::table:
      write_loose_row(console_, row_fields_, object);
      break;
    case OutputFormat::tsv:
      tsv_row(row_fields_, object);
      break;
    case OutputFormat::json:
    case OutputFormat::jsonl:
      console_.out << safe_json(to_line(object)) << '\n';
      break;
  }
  console_.out.flush();
}

void Renderer::tsv_row(const std::vector<Field>& fields, const Json& object) {
  std::vector<std::string> values;
  for (const auto& field : fields)
    values.push_back(for_programs(value_at(object, field.key)));
  tsv_line(values);
}

void Renderer::tsv_line(const std::vector<std::string>& values) {
  std::string_view separator;
  for (const auto& value : values) {
    console_.out << separator << tsv_field(value);
    separator = "\t";
  }
  console_.out << '\n';
}

void Renderer::write_json(const Json& json) {
  console_.out << safe_json(json.dump(indentation, ' ', false, Json::error_handler_t::replace)) << '\n';
}

}  // namespace tipring::cli
