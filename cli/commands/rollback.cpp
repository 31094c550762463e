#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/version_change.h"

namespace tipring::cli {
namespace {

struct RollbackOptions {
  VersionChangeOptions change;
  std::int64_t number = 0;
};

}  // namespace

void add_rollback_command(CommandLine& line) {
  const auto options = std::make_shared<RollbackOptions>();
  auto& command = line.add_command(
      line.root(), "rollback", "Put a version that was kept in force again; the one in force ends a canary.",
      [&line, options] {
        return change_version(line, options->change, "site.rollback", {{"number", options->number}});
      });
  auto* number = command.add_option("N", options->number, "The version's number, see tipring versions.");
  number->type_name("")->required()->check(CLI::PositiveNumber.description(""));
  line.set_source(number, ValueSource::nothing);
  add_version_change_options(line, command, options->change);
}

}  // namespace tipring::cli
