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
void add_store_findings(IdleSite& site) {
  std::vector<dsl::Finding>& findings = site.loaded().findings;
  auto of_store = site.store_findings();
  if (!of_store) {
    const dsl::SitePosition& position = site.loaded().site->definitions().store->position;
    findings.push_back({.kind = dsl::FindingKind::failed_to_load,
                        .file = position.file,
                        .position = {static_cast<std::uint32_t>(position.line), 1},
                        .text = of_store.error().text,
                        .suggestion = {}});
    return;
  }
  for (dsl::Finding& finding : of_store.value())
    findings.push_back(std::move(finding));
}

Result<void> check_site(CommandLine& line, const CheckOptions& options) {
  Console& console = line.console();
  const auto site = IdleSite::load(console, options.site);
  if (!site) return site.error();
  const dsl::SiteFiles& files = site.value()->files();
  dsl::LoadedSite& loaded = site.value()->loaded();
  if (loaded.site != nullptr) {
    const dsl::Definitions& definitions = loaded.site->definitions();
    loaded.findings = installation_findings(files, definitions, options.site);
    if (const auto& store = definitions.store; store && !store->made_by.empty())
      add_store_findings(*site.value());
    std::vector<std::string> warnings = missing_secrets(definitions, {options.site, console.environment});
    for (std::string& text : missing_files(definitions, options.site))
      warnings.push_back(std::move(text));
    for (std::string& text : dsl::site_warnings(definitions))
      warnings.push_back(std::move(text));
    for (const std::string& text : warnings)
      console.err << options.site << ": warning: " << safe_for_terminal(text) << '\n';
  }
  if (loaded.site == nullptr || !loaded.findings.empty()) {
    line.set_exit_code(ExitCode::test_failed);
  } else if (!loaded.site->definitions().on_call && !loaded.site->definitions().on_message) {
    console.err << options.site
                << ": warning: no file has on.call(…), so every call would be refused with 404\n";
  }
  if (options.format == OutputFormat::table) {
    explain_findings(console, loaded.findings, options.site);
    if (loaded.findings.empty()) {
      const std::size_t count = files.scripts.size() + files.modules.size();
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
