#include <chrono>

#include "cli/backup/backup.h"
#include "cli/backup/restore.h"
#include "cli/command_line/version.h"
#include "cli/commands/db_commands.h"
#include "cli/output/text.h"

namespace tipring::cli {

Result<void> back_up_site(CommandLine& line, const DbOptions& options) {
  Console& console = line.console();
  auto site = load_db_site(console, options);
  if (!site) return site.error();
  const auto done =
      make_backup({.state = site->state,
                   .records = std::move(site->records),
                   .site = site->folder,
                   .folder = options.folder,
                   .without_records = options.without_records,
                   .program = std::string(version),
                   .now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())});
  if (!done) return done.error();
  if (!done->findings.empty()) line.set_exit_code(ExitCode::test_failed);
  Json json{{"folder", options.folder},
            {"entries", done->entries},
            {"records", done->records.empty() ? Json() : Json(done->records)}};
  if (options.format != OutputFormat::table) json["findings"] = done->findings;
  Renderer(console, options.format).record({}, json);
  for (const std::string& finding : done->findings)
    console.err << options.folder << ": " << safe_for_terminal(finding) << '\n';
  return {};
}

Result<void> restore_site(CommandLine& line, const DbOptions& options) {
  auto site = load_db_site(line.console(), options);
  if (!site) return site.error();
  const auto done = restore_backup({.state = site->state,
                                    .records = std::move(site->records),
                                    .folder = options.folder,
                                    .force = options.force,
                                    .site = site->folder,
                                    .other_site = options.other_site});
  if (!done) return done.error();
  const auto text_or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  Renderer(line.console(), options.format)
      .record({}, {{"entries", done->entries},
                   {"records", done->has_records ? "restored" : "made from the ledger at the next start"},
                   {"put_aside", text_or_null(done->aside)},
                   {"schema_put_aside", text_or_null(done->schema_aside)}});
  return {};
}

}  // namespace tipring::cli
