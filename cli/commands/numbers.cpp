#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "adapters/number_plan/world_number_plan.h"
#include "cli/commands/commands.h"
#include "dsl/site/site_files.h"
#include "runtime/base/csv.h"
#include "runtime/base/nearest.h"
#include "runtime/rules/number_cell.h"
#include "runtime/rules/number_table.h"

namespace tipring::cli {
namespace {

struct NumberOptions {
  OutputFormat format = OutputFormat::table;
  std::string region;
  std::string number;
  std::string file;
};

const std::vector<Field> number_fields{{.key = "number"},  {.key = "e164"},   {.key = "kind"},
                                       {.key = "country"}, {.key = "region"}, {.key = "extension"},
                                       {.key = "wrong"}};
const std::vector<Field> row_fields{{.key = "line", .kind = FieldKind::number},
                                    {.key = "number", .may_be_cut = true},
                                    {.key = "e164"},
                                    {.key = "kind"},
                                    {.key = "region"},
                                    {.key = "result"}};

Result<void> check_region(const NumberPlan& plan, const std::string& region) {
  const auto known = plan.regions();
  if (region.empty() || std::ranges::find(known, region) != known.end()) return {};
  return Error{"usage", "no country has the code '" + region +
                            "'; they are those of ISO 3166, such as US and DE" +
                            did_you_mean(nearest(region, known))};
}

Result<void> look_up(CommandLine& line, const NumberOptions& options) {
  const number_plan::WorldNumberPlan plan;
  if (auto good = check_region(plan, options.region); !good) return good;
  const auto details = plan.look_up(options.number, options.region);
  if (!details) return Error{details.error().code, "'" + options.number + "': " + details.error().text};
  Renderer(line.console(), options.format)
      .record(number_fields, {{"number", options.number},
                              {"e164", details->international},
                              {"kind", details->kind},
                              {"country", details->country},
                              {"region", details->region},
                              {"extension", details->extension},
                              {"wrong", details->why_unused}});
  return {};
}

// Checks the rows of one table.
class TableCheck {
 public:
  TableCheck(const NumberPlan& plan, const std::string& region)
      : plan_(plan), region_(region), form_(region.empty() ? NumberForm() : NumberForm(plan, region)) {}

  Json rows(std::string_view table) {
    Json rows = Json::array();
    CsvReader reader(table);
    CsvRow row;
    for (bool first = true;; first = false) {
      const auto more = reader.next(row);
      if (more && !more.value()) return rows;
      if (more && first && names_column(row.fields.front())) continue;
      Json found{{"line", row.line}, {"number", more ? row.fields.front() : ""}};
      found["result"] = more ? wrong_with(row.fields.front(), found) : more.error().text;
      if (found["result"] == "") {
        found["result"] = "ok";
      } else {
        ++wrong_;
      }
      rows.push_back(std::move(found));
    }
  }

  std::size_t wrong() const { return wrong_; }

 private:
  // Empty: nothing. Adds what a single number is.
  std::string wrong_with(const std::string& text, Json& found) const {
    const auto cell = read_number_cell(text, form_);
    if (!cell) return cell.error().text;
    if (is_beginning(cell->first)) return {};
    const bool single = cell->first == cell->last;
    for (const std::string& number : {single ? text : to_text(cell->first), to_text(cell->last)}) {
      const auto details = plan_.look_up(number, region_);
      if (!details) return details.error().text;
      if (!details->why_unused.empty()) return details->why_unused;
      if (!single) continue;
      found["e164"] = details->international;
      found["kind"] = details->kind;
      found["region"] = details->region;
      break;
    }
    return {};
  }

  const NumberPlan& plan_;
  const std::string& region_;
  NumberForm form_;
  std::size_t wrong_ = 0;
};

Result<std::string> read_table(const std::string& path) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) return Error{"not-found", "there is no file " + path};
  const auto size = std::filesystem::file_size(path, problem);
  if (problem) return Error{"unreadable", path + " cannot be read: " + problem.message()};
  if (size > dsl::longest_table) return Error{"unreadable", path + " is longer than 64 MiB"};
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return Error{"unreadable", path + " cannot be read"};
  return text;
}

Result<void> check_table(CommandLine& line, const NumberOptions& options) {
  const number_plan::WorldNumberPlan plan;
  if (auto good = check_region(plan, options.region); !good) return good;
  const auto table = read_table(options.file);
  if (!table) return table.error();
  TableCheck check(plan, options.region);
  const Json rows = check.rows(table.value());
  Renderer(line.console(), options.format).list(row_fields, rows);
  if (check.wrong() > 0) line.set_exit_code(ExitCode::test_failed);
  return {};
}

void add_region_option(CLI::App& command, NumberOptions& options) {
  command
      .add_option(
          "--region", options.region,
          "The country in which numbers without a country's code are read: its code by ISO 3166, as US.")
      ->type_name("CODE");
}

}  // namespace

void add_number_commands(CommandLine& line) {
  auto& group = line.add_group("numbers", "Tell what telephone numbers are, and which of a table are none.");

  const auto lookup = std::make_shared<NumberOptions>();
  auto& lookup_command = line.add_command(group, "lookup", "Tell what a number is, however it is written.",
                                          [&line, lookup] { return look_up(line, *lookup); });
  lookup_command.add_option("NUMBER", lookup->number, "The number.")->required()->type_name("");
  add_region_option(lookup_command, *lookup);
  line.add_output_option(lookup_command, lookup->format);

  const auto check = std::make_shared<NumberOptions>();
  auto& check_command = line.add_command(group, "check", "Check the numbers of a table row by row.",
                                         [&line, check] { return check_table(line, *check); });
  auto* file =
      check_command.add_option("FILE", check->file, "The table (CSV); its first column has the numbers.");
  file->required()->type_name("");
  line.set_source(file, ValueSource::file);
  add_region_option(check_command, *check);
  line.add_output_option(check_command, check->format);
}

}  // namespace tipring::cli
