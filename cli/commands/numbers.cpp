#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>

#include "adapters/number_plan/world_number_plan.h"
#include "cli/commands/commands.h"
#include "dsl/site/site_files.h"
#include "runtime/base/nearest.h"
#include "runtime/rules/number_table.h"
#include "runtime/rules/own_numbers.h"

namespace tipring::cli {
namespace {

struct NumberOptions {
  OutputFormat format = OutputFormat::table;
  std::string region;
  std::string number;
  std::string file;
  std::string as;  // "list" or "numbers"; empty: as the table's first row tells.
};

const std::vector<Field> number_fields{{.key = "number"},    {.key = "e164"},   {.key = "kind"},
                                       {.key = "country"},   {.key = "region"}, {.key = "zones"},
                                       {.key = "extension"}, {.key = "wrong"}};
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
                              {"zones", details->zones},
                              {"extension", details->extension},
                              {"wrong", details->why_unused}});
  return {};
}

// Of days and of numbers that stand twice; of what is no number every row is told.
constexpr std::size_t most_told = 10'000;

// Checks a table as a site reads it, and each good number by the plans of the world.
class TableCheck {
 public:
  TableCheck(const NumberPlan& plan, const std::string& region)
      : plan_(plan), region_(region), form_(region.empty() ? NumberForm() : NumberForm(plan, region)) {}

  Json rows(std::string_view table, bool are_own) {
    const TableReading reading{.row = [this](std::size_t line, const std::string& text,
                                             const Result<NumberCell>& cell) { note(line, text, cell); },
                               .most_mistakes = most_told};
    const std::vector<RowMistake> mistakes = are_own ? read_own_numbers(table, form_, reading).mistakes
                                                     : read_number_list(table, form_, reading).mistakes;
    for (const RowMistake& mistake : mistakes)
      note_mistake(mistake);
    Json rows = Json::array();
    for (auto& [line, row] : rows_) {
      if (row["result"] != "ok") ++wrong_;
      rows.push_back(std::move(row));
    }
    return rows;
  }

  std::size_t wrong() const { return wrong_; }

 private:
  void note(std::size_t line, const std::string& text, const Result<NumberCell>& cell) {
    Json row{{"line", line}, {"number", text}};
    const std::string wrong = cell ? wrong_with(text, cell.value(), row) : cell.error().text;
    row["result"] = wrong.empty() ? "ok" : wrong;
    rows_[line] = std::move(row);
  }

  // Two may be wrong with one row.
  void note_mistake(const RowMistake& mistake) {
    Json& row = rows_[mistake.line];
    if (row.is_null()) row = {{"line", mistake.line}, {"number", ""}};
    const std::string before = row.value("result", "ok");
    if (before == mistake.text) return;
    row["result"] = before == "ok" ? mistake.text : before + "; " + mistake.text;
  }

  // Empty: nothing. Adds what a single number is.
  std::string wrong_with(const std::string& text, const NumberCell& cell, Json& found) const {
    if (is_beginning(cell.first)) return {};
    const bool single = cell.first == cell.last;
    for (const std::string& number : {single ? text : to_text(cell.first), to_text(cell.last)}) {
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
  std::map<std::size_t, Json> rows_;  // By their lines.
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
  const bool are_own = options.as.empty() ? names_own_numbers(table.value()) : options.as == "numbers";
  const Json rows = check.rows(table.value(), are_own);
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
  auto& check_command = line.add_command(group, "check", "Check a table of numbers row by row, as a site does.",
                                         [&line, check] { return check_table(line, *check); });
  auto* file =
      check_command.add_option("FILE", check->file, "The table (CSV): a list, or a site's own numbers.");
  file->required()->type_name("");
  line.set_source(file, ValueSource::file);
  line.add_choice_option(
      check_command, "--as", check->as, {"list", "numbers"},
      "What the table is: numbers are a site's own. Unless given that is told by the first row: "
      "it names a column enterprise, purpose, from or to.");
  add_region_option(check_command, *check);
  line.add_output_option(check_command, check->format);
}

}  // namespace tipring::cli
