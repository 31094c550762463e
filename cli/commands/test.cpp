#include <memory>

#include "cli/commands/commands.h"
#include "cli/tester/test_session.h"
#include "cli/wire/wire_house.h"

namespace tipring::cli {

void add_test_command(CommandLine& line) {
  const auto options = std::make_shared<TestOptions>();
  auto& command =
      line.add_command(line.root(), "test",
                       "Run a site's scenarios in virtual time, with no network: files below its tests "
                       "folder that end in _spec.lua.",
                       [&line, options]() -> Result<void> {
                         const auto good = run_test_session(*options, line.console());
                         if (!good) return good.error();
                         if (!good.value()) line.set_exit_code(ExitCode::test_failed);
                         return {};
                       });
  auto* paths =
      command.add_option("SITE|FILE", options->request.paths,
                         "Sites' folders, or files of scenarios; this folder when they are left out.");
  paths->default_val(std::vector<std::string>{"."});
  line.set_source(paths, ValueSource::file);
  command
      .add_option("--seed", options->request.seed,
                  "Of all chance: the same seed gives the same run, 1 unless given.")
      ->type_name("N");
  auto* filter =
      command.add_option("--filter", options->request.filter,
                         "Only scenarios whose file and name contain this; * and ? stand for any letters.");
  filter->type_name("PATTERN");
  line.set_source(filter, ValueSource::nothing);
  auto* junit =
      command.add_option("--junit", options->junit_file, "Write the outcome to this file as JUnit's XML.");
  junit->type_name("FILE");
  line.set_source(junit, ValueSource::file);
  auto* ledger = command.add_option("--ledger", options->ledger_file,
                                    "Write the runs' ledgers to this file, a JSON object a line.");
  ledger->type_name("FILE");
  line.set_source(ledger, ValueSource::file);
  command.add_flag_callback(
      "--wire", [options] { options->request.wire = wire_houses(); },
      "Perform each scenario over real SIP and RTP on loopback too, in real time.");
  auto* tap = command.add_flag("--tap", options->tap, "Print the Test Anything Protocol.");
  line.add_output_option(command, options->format);
  tap->excludes(command.get_option("--output"));
}

}  // namespace tipring::cli
