#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"
#include "cli/commands/idle_site.h"
#include "cli/commands/unified_diff.h"
#include "cli/output/text.h"
#include "cli/versions/rule_versions.h"
#include "cli/versions/version_diff.h"

namespace tipring::cli {
namespace {

struct DiffOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::int64_t before = 0;
  std::int64_t after = 0;
};

// What is compared: a version that is kept, or the site's folder as it stands.
struct ComparedSite {
  std::string label;
  std::filesystem::path folder;
  dsl::SiteFiles files;
  std::map<std::string, std::vector<RuleSetDefinition>> rules;  // By their enterprises.
};

const std::vector<Field> file_fields{{.key = "file"}, {.key = "change"}};
const std::vector<Field> rule_fields{{.key = "rules"}, {.key = "rule"}, {.key = "change"}};

std::string kept_numbers(const Json& versions) {
  std::string numbers;
  for (const Json& version : versions)
    numbers += (numbers.empty() ? "" : ", ") + value_at(version, "number").dump();
  return numbers;
}

// `number` 0: the one in force.
Result<Json> version_row(const Json& versions, std::int64_t number) {
  for (const Json& version : versions) {
    if (number == 0 ? value_at(version, "state") == "in force" : value_at(version, "number") == number)
      return version;
  }
  return Error{"not-found",
               "there is no version " + std::to_string(number) + "; kept are " + kept_numbers(versions), false};
}

Result<ComparedSite> kept_site(const Json& versions, std::int64_t number) {
  const auto row = version_row(versions, number);
  if (!row) return row.error();
  ComparedSite site{.label = value_at(row.value(), "number").dump(),
                    .folder = value_at(row.value(), "files").get<std::string>(),
                    .files = {},
                    .rules = {}};
  auto files = dsl::read_site(site.folder.string());
  if (!files) return files.error();
  site.files = std::move(files).value();
  // One without rules has kept none.
  const RuleVersions rules(site.folder.parent_path().parent_path());
  const auto version = value_at(row.value(), "version").get<std::string>();
  if (auto kept = rules.find(version)) site.rules[""] = std::move(kept).value();
  for (const dsl::SiteFiles& theirs : site.files.enterprises) {
    if (auto kept = rules.find(version, theirs.enterprise))
      site.rules[theirs.enterprise] = std::move(kept).value();
  }
  return site;
}

// One with mistakes has no rules to compare.
Result<ComparedSite> site_as_it_stands(Console& console, const std::string& folder) {
  const auto idle = IdleSite::load(console, folder);
  if (!idle) return idle.error();
  ComparedSite site{.label = "site", .folder = folder, .files = idle.value()->files(), .rules = {}};
  if (const auto& loaded = idle.value()->loaded().site) {
    std::as_const(*loaded).for_each([&site](const dsl::Site& each) {
      for (const auto& [name, definition] : each.definitions().rules)
        site.rules[each.enterprise()].push_back(definition.rules);
    });
  } else {
    console.err << "tipring: " << folder << " has mistakes, see tipring check: its rules are not compared\n";
  }
  return site;
}

Result<Json> changed_files(const ComparedSite& before, const ComparedSite& after) {
  Json rows = Json::array();
  for (const FileChange& change : file_changes(before.files, after.files)) {
    const auto side = [&](const ComparedSite& site, const char* lacking) {
      return DiffSide{change.change == lacking ? std::filesystem::path() : site.folder / change.file,
                      site.label + "/" + change.file};
    };
    auto text = unified_diff(side(before, "added"), side(after, "removed"));
    if (!text) return text.error();
    rows.push_back({{"file", change.file}, {"change", change.change}, {"diff", std::move(text).value()}});
  }
  return rows;
}

Json changed_rules(const ComparedSite& before, const ComparedSite& after) {
  Json rows = Json::array();
  if (after.label == "site" && after.rules.empty()) return rows;
  std::set<std::string> enterprises;
  for (const auto* rules : {&before.rules, &after.rules}) {
    for (const auto& [enterprise, sets] : *rules)
      enterprises.insert(enterprise);
  }
  const auto of = [](const ComparedSite& site, const std::string& enterprise) {
    const auto found = site.rules.find(enterprise);
    return found == site.rules.end() ? std::vector<RuleSetDefinition>() : found->second;
  };
  for (const std::string& enterprise : enterprises) {
    for (const RuleChange& change : rule_changes(of(before, enterprise), of(after, enterprise))) {
      Json row{{"rules", change.rules},
               {"rule", change.rule.empty() ? Json() : Json(change.rule)},
               {"change", change.change}};
      if (!enterprise.empty()) row["enterprise"] = enterprise;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

void show_lines(Console& console, const std::string& text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    console.out << safe_for_terminal(text.substr(begin, end - begin)) << '\n';
    begin = end + 1;
  }
}

void show(Console& console, OutputFormat format, const Json& files, const Json& rules) {
  Renderer renderer(console, format);
  if (format == OutputFormat::tsv) return renderer.list(file_fields, files);
  if (format != OutputFormat::table) return renderer.record({}, {{"files", files}, {"rules", rules}});
  for (const Json& file : files)
    show_lines(console, value_at(file, "diff").get<std::string>());
  if (rules.empty()) return;
  console.out << '\n';
  auto fields = rule_fields;
  if (std::ranges::any_of(rules, [](const Json& row) { return row.contains("enterprise"); }))
    fields.insert(fields.begin(), {.key = "enterprise"});
  renderer.list(fields, rules);
}

Result<void> diff(Console& console, const DiffOptions& options) {
  const auto answer = ask(console, options.connection, "site.versions", Json::object());
  if (!answer) return answer.error();
  const Json& versions = value_at(answer.value(), "versions");
  const auto before = kept_site(versions, options.before);
  if (!before) return before.error();
  const auto after = options.before == 0
                         ? site_as_it_stands(console, value_at(answer.value(), "site").get<std::string>())
                         : kept_site(versions, options.after);
  if (!after) return after.error();
  const auto files = changed_files(before.value(), after.value());
  if (!files) return files.error();
  show(console, options.format, files.value(), changed_rules(before.value(), after.value()));
  return {};
}

}  // namespace

void add_diff_command(CommandLine& line) {
  const auto options = std::make_shared<DiffOptions>();
  auto& command =
      line.add_command(line.root(), "diff",
                       "Show what differs between two versions of the site: texts, and rules by their names.",
                       [&line, options] { return diff(line.console(), *options); });
  const auto add = [&](const char* name, std::int64_t& number, const char* what) {
    auto* option = command.add_option(name, number, what);
    option->type_name("")->check(CLI::PositiveNumber.description(""));
    line.set_source(option, ValueSource::nothing);
  };
  add("N", options->before, "From this version; without it, from the one in force to the site's folder.");
  add("M", options->after, "To this version; the one in force when it is left out.");
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

}  // namespace tipring::cli
