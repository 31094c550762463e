#include <algorithm>
#include <iostream>
#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/findings.h"
#include "cli/commands/idle_site.h"
#include "cli/output/text.h"
#include "cli/switchboard/installation_check.h"
#include "dsl/site/site_warnings.h"

namespace tipring::cli {
namespace {

struct CheckOptions {
  std::string site = ".";
  OutputFormat format = OutputFormat::table;
};

// What made_by makes has to be what the site reads.
void add_store_findings(IdleSite& idle, const dsl::Site& site) {
  const auto& store = site.definitions().store;
  if (!store || store->made_by.empty()) return;
  std::vector<dsl::Finding>& findings = idle.loaded().findings;
  auto of_store = idle.store_findings(site);
  if (!of_store) {
    findings.push_back({.kind = dsl::FindingKind::failed_to_load,
                        .file = store->position.file,
                        .position = {static_cast<std::uint32_t>(store->position.line), 1},
                        .text = of_store.error().text,
                        .suggestion = {}});
    return;
  }
  for (dsl::Finding& finding : of_store.value())
    findings.push_back(std::move(finding));
}

std::vector<std::string> warnings_of(const dsl::Site& site, const std::string& folder, const Console& console) {
  std::vector<std::string> warnings = missing_secrets(site.definitions(), {folder, console.environment});
  for (std::string& text : missing_files(site.definitions(), folder))
    warnings.push_back(std::move(text));
  site.for_each([&warnings](const dsl::Site& each) {
    for (std::string& text : dsl::site_warnings(each.definitions()))
      warnings.push_back(std::move(text));
  });
  return warnings;
}

bool attends_nobody(const dsl::Site& site) {
  return !site.definitions().on_call && !site.definitions().on_message;
}

void warn_of_no_attendance(const dsl::Site& site, const std::string& folder, Console& console) {
  site.for_each([&](const dsl::Site& each) {
    // A site with enterprises may leave all to them.
    if (!attends_nobody(each) || each.has_enterprises()) return;
    const std::string whose = each.enterprise().empty() ? "" : " of enterprise " + each.enterprise();
    console.err << folder << ": warning: no file" << whose
                << " has on.call(…), so every call would be refused with 404\n";
  });
}

Result<void> check_site(CommandLine& line, const CheckOptions& options) {
  Console& console = line.console();
  const auto site = IdleSite::load(console, options.site);
  if (!site) return site.error();
  const dsl::SiteFiles& files = site.value()->files();
  dsl::LoadedSite& loaded = site.value()->loaded();
  if (loaded.site != nullptr) {
    loaded.findings = installation_findings(files, loaded.site->definitions(), options.site);
    loaded.site->for_each([&](dsl::Site& each) { add_store_findings(*site.value(), each); });
    for (const std::string& text : warnings_of(*loaded.site, options.site, console))
      console.err << options.site << ": warning: " << safe_for_terminal(text) << '\n';
  }
  if (loaded.site == nullptr || !loaded.findings.empty()) {
    line.set_exit_code(ExitCode::test_failed);
  } else {
    warn_of_no_attendance(*loaded.site, options.site, console);
  }
  if (options.format == OutputFormat::table) {
    explain_findings(console, loaded.findings, options.site);
    if (loaded.findings.empty()) {
      const auto all = files.all();
      const auto count =
          std::ranges::count_if(all, [](const dsl::SiteFile* file) { return file->name.ends_with(".lua"); });
      console.err << options.site << ": no mistakes in " << count << (count == 1 ? " file\n" : " files\n");
    }
  } else {
    print_findings(console, options.format, loaded.findings, options.site);
  }
  return {};
}

}  // namespace

void add_check_command(CommandLine& line) {
  const auto options = std::make_shared<CheckOptions>();
  auto& command = line.add_command(line.root(), "check", "Look for mistakes in a site without taking calls.",
                                   [&line, options] { return check_site(line, *options); });
  auto* site = command.add_option("SITE", options->site, "The site's folder; this one when it is left out.");
  site->type_name("");
  line.set_source(site, ValueSource::folder);
  line.add_output_option(command, options->format);
}

}  // namespace tipring::cli
