#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/version_change.h"

namespace tipring::cli {
namespace {

struct ReloadOptions {
  VersionChangeOptions change;
  int share = 0;
};

Result<void> reload(CommandLine& line, const ReloadOptions& options) {
  Json params = Json::object();
  if (options.share != 0) params["share"] = options.share;
  return change_version(line, options.change, "site.reload", std::move(params));
}

}  // namespace

void add_reload_command(CommandLine& line) {
  const auto options = std::make_shared<ReloadOptions>();
  auto& command = line.add_command(line.root(), "reload",
                                   "Load the site's folder anew, beside what runs, and put it in force.",
                                   [&line, options] { return reload(line, *options); });
  auto* share = command.add_option(
      "--canary", options->share,
      "Try it with so many per cent of the customers, 1 to 99; the others stay with the version in force.");
  share->type_name("PERCENT")->check(CLI::Range(1, 99).description(""));
  line.set_source(share, ValueSource::nothing);
  add_version_change_options(line, command, options->change);
}

}  // namespace tipring::cli
