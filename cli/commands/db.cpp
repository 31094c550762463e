#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/db_commands.h"
#include "cli/commands/findings.h"
#include "cli/commands/idle_site.h"

namespace tipring::cli {
namespace {

CLI::App& add_db_command(CommandLine& line, CLI::App& group, const std::string& name,
                         const std::string& description, const std::shared_ptr<DbOptions>& options,
                         Result<void> (*run)(CommandLine&, const DbOptions&)) {
  auto& command =
      line.add_command(group, name, description, [&line, options, run] { return run(line, *options); });
  auto* site = command.add_option("SITE", options->site, "The site's folder.");
  site->required()->type_name("");
  line.set_source(site, ValueSource::folder);
  add_state_option(line, command, options->state);
  line.add_output_option(command, options->format);
  return command;
}

void add_backup_folder(CommandLine& line, CLI::App& command, DbOptions& options,
                       const std::string& description) {
  auto* folder = command.add_option("FOLDER", options.folder, description);
  folder->required()->type_name("");
  line.set_source(folder, ValueSource::folder);
}

// The same for "site", "./site" and "site/".
std::string whole_path(const std::filesystem::path& folder) {
  const auto path = std::filesystem::absolute(folder).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).string();
}

}  // namespace

Result<DbSite> load_db_site(Console& console, const DbOptions& options) {
  const auto site = IdleSite::load(console, options.site);
  if (!site) return site.error();
  const dsl::LoadedSite& loaded = site.value()->loaded();
  if (loaded.site == nullptr) {
    explain_findings(console, loaded.findings, options.site);
    return Error{"bad-site", options.site + " has mistakes, and does not say where its records are"};
  }
  const std::filesystem::path folder(options.site);
  return DbSite{{options.state.empty() ? folder / "var" : std::filesystem::path(options.state)},
                loaded.site->definitions().records,
                whole_path(folder)};
}

void add_db_commands(CommandLine& line) {
  auto& group = line.add_group(
      "db", "Look after a site's ledger and its records: their schema, a check, copies of both.");
  const auto options = std::make_shared<DbOptions>();
  add_db_command(line, group, "migrate", "Bring the schema of the records up to date, before a runtime does.",
                 options, migrate_records);
  add_db_command(line, group, "check", "Compare the records with the ledger that they are made from.", options,
                 check_site_records);
  auto& backup =
      add_db_command(line, group, "backup", "Copy the ledger and the records, also while the site runs.",
                     options, back_up_site);
  add_backup_folder(line, backup, *options, "The folder to be made.");
  backup.add_flag("--without-records", options->without_records,
                  "Leave the records out: they can be made from the ledger.");
  auto& restore = add_db_command(line, group, "restore", "Put a backup in place, while the site does not run.",
                                 options, restore_site);
  add_backup_folder(line, restore, *options, "The folder of the backup.");
  restore.add_flag("--force", options->force, "Put aside what is there.");
  restore.add_flag("--other-site", options->other_site,
                   "Put the backup of another site in place, too, as where the site's folder has moved.");
}

}  // namespace tipring::cli
