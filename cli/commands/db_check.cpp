#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "adapters/journal/journal_reader.h"
#include "adapters/records/migrations.h"
#include "adapters/records/record_check.h"
#include "cli/commands/db_commands.h"
#include "cli/output/text.h"
#include "cli/switchboard/records.h"

namespace tipring::cli {
namespace {

// The oldest entry of the ledger.
Result<std::uint64_t> oldest_entry(const journal::FileJournalReader& reader, const StateFolder& state) {
  std::error_code problem;
  const Error no_ledger{"not-found", "there is no ledger in " + state.ledger().string() +
                                         ": no runtime has served the site with this state folder"};
  if (!std::filesystem::is_directory(state.ledger(), problem)) return no_ledger;
  const auto oldest = reader.oldest();
  if (!oldest) return oldest.error();
  if (!oldest.value()) return no_ledger;
  return *oldest.value();
}

// What cannot be read is told.
std::uint64_t last_entry(journal::FileJournalReader& reader, std::uint64_t oldest,
                         std::vector<std::string>& findings) {
  std::uint64_t last = 0;
  const auto count = [&last](std::uint64_t number, std::string_view /*payload*/) {
    last = number;
    return true;
  };
  for (std::optional<std::uint64_t> from = oldest; from; from = reader.after_damage()) {
    if (const auto read = reader.read(*from, count); !read) findings.push_back(read.error().text);
  }
  return last;
}

Result<records::RecordCheck> check_place(DatabasePlace& place, const StateFolder& state) {
  journal::FileJournalReader reader(state.ledger());
  const auto oldest = oldest_entry(reader, state);
  if (!oldest) return oldest.error();
  const auto database = place.open(DatabasePlace::Mode::read);
  if (!database && database.error().code == "store-missing") {
    records::RecordCheck check{
        .findings = {"there are no records: the runtime makes them from the ledger at its next start"}};
    check.ledger_end = last_entry(reader, oldest.value(), check.findings);
    return check;
  }
  if (!database) return database.error();
  return records::check_records(*database.value(), reader, oldest.value());
}

Json check_json(const records::RecordCheck& check, const std::string& where) {
  const std::uint64_t applied = check.watermark.applied;
  return {{"records_in", where},
          {"schema_version", check.schema_version},
          {"ledger_end", check.ledger_end},
          {"applied", applied},
          {"behind", check.ledger_end > applied ? check.ledger_end - applied : 0},
          {"call_records", check.records},
          {"barred_numbers", check.barred}};
}

}  // namespace

Result<void> migrate_records(CommandLine& line, const DbOptions& options) {
  const auto site = load_db_site(line.console(), options);
  if (!site) return site.error();
  auto place = record_place(site->records, site->state);
  if (!place) return place.error();
  if (auto made = site->state.make(); !made) return made;
  auto database = place.value()->open(DatabasePlace::Mode::write);
  if (!database) return database.error();
  const auto before = records::schema_version(*database.value());
  if (!before) return before.error();
  const auto taken = records::migrate(*database.value(), records::all_migrations());
  if (!taken) return Error{taken.error().code, place.value()->name() + ": " + taken.error().text};
  Json steps = Json::array();
  for (const records::Migration& step : taken.value())
    steps.push_back(std::string(step.name));
  Renderer(line.console(), options.format)
      .record({}, {{"records_in", place.value()->name()},
                   {"version_before", before.value()},
                   {"version", std::max(before.value(), records::all_migrations().back().version)},
                   {"steps", std::move(steps)}});
  if (taken->empty() && options.format == OutputFormat::table)
    line.console().err << options.site << ": the schema is up to date: nothing was to be done\n";
  return {};
}

Result<void> check_site_records(CommandLine& line, const DbOptions& options) {
  Console& console = line.console();
  const auto site = load_db_site(console, options);
  if (!site) return site.error();
  const auto place = record_place(site->records, site->state);
  if (!place) return place.error();
  const auto check = check_place(*place.value(), site->state);
  if (!check) return check.error();
  if (!check->findings.empty()) line.set_exit_code(ExitCode::test_failed);
  Json json = check_json(check.value(), place.value()->name());
  if (options.format != OutputFormat::table) json["findings"] = check->findings;
  Renderer(console, options.format).record({}, json);
  if (options.format != OutputFormat::table) return {};
  for (const std::string& finding : check->findings)
    console.err << options.site << ": " << safe_for_terminal(finding) << '\n';
  if (check->findings.empty()) console.err << options.site << ": the records are as the ledger has them\n";
  return {};
}

}  // namespace tipring::cli
