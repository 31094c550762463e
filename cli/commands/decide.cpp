#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "cli/commands/commands.h"
#include "cli/commands/decision_view.h"
#include "cli/commands/findings.h"
#include "cli/commands/idle_site.h"
#include "cli/commands/point_in_time.h"
#include "cli/switchboard/rules_method.h"
#include "dsl/site/asked_enterprise.h"

namespace tipring::cli {
namespace {

struct DecideOptions {
  std::string site = ".";
  std::string state;
  std::string rules;
  std::string enterprise;
  std::string caller;
  std::string dialled;
  std::string at;
  std::vector<std::string> settings;
  OutputFormat format = OutputFormat::table;
};

// Whom the site's store knows by the caller's number, where nothing is said of the customer.
void add_customer(IdleSite& idle, const dsl::Site& site, const std::string& caller,
                  std::vector<std::string>& given) {
  const bool is_said = std::ranges::any_of(
      given, [](const std::string& setting) { return setting.starts_with(customer_prefix); });
  if (is_said) return;
  for (std::string& setting : idle.customer_settings(site, caller))
    given.push_back(std::move(setting));
}

Result<void> decide(CommandLine& line, const DecideOptions& options) {
  Console& console = line.console();
  const auto idle = IdleSite::load(console, options.site);
  if (!idle) return idle.error();
  const dsl::LoadedSite& loaded = idle.value()->loaded();
  if (loaded.site == nullptr) {
    explain_findings(console, loaded.findings, options.site);
    line.set_exit_code(ExitCode::test_failed);
    return {};
  }
  if (auto opened = idle.value()->open_stores(RehearsalRows::kept); !opened) return opened.error();
  if (auto closed = idle.value()->take_closings(options.state); !closed) return closed.error();
  auto at = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  if (!options.at.empty()) {
    const auto time = parse_point_in_time(options.at, at);
    if (!time) return time.error();
    at = time.value();
  }
  dsl::RulesQuestion question{options.rules, at, options.settings};
  if (!options.dialled.empty()) question.given.push_back("dialled=" + options.dialled);
  const auto site = dsl::asked_enterprise(*loaded.site, options.enterprise, question);
  if (!site) return site.error();
  if (!options.caller.empty()) {
    question.given.push_back("caller=" + options.caller);
    add_customer(*idle.value(), *site.value(), options.caller, question.given);
  }
  const auto asked = dsl::ask_rules(site.value()->definitions(), site.value()->decisions(), question);
  if (!asked) return asked.error();
  show_decisions(console, options.format, asked_json(asked.value(), at, site.value()->enterprise()));
  return {};
}

}  // namespace

void add_decide_command(CommandLine& line) {
  const auto options = std::make_shared<DecideOptions>();
  auto& command =
      line.add_command(line.root(), "decide", "Say what a site's rules would do with a contact, and why.",
                       [&line, options] { return decide(line, *options); });
  auto* site = command.add_option("SITE", options->site, "The site's folder; this one when it is left out.");
  site->type_name("");
  line.set_source(site, ValueSource::folder);
  add_state_option(line, command, options->state);
  const auto with_text = [&](const char* name, std::string& value, const char* type, const char* what) {
    auto* option = command.add_option(name, value, what);
    option->type_name(type);
    line.set_source(option, ValueSource::nothing);
  };
  with_text("--rules", options->rules, "NAME", "The rule set; needed where the site has several.");
  with_text("--enterprise", options->enterprise, "NAME",
            "Whose rules; unless given, those of whom the number dialled belongs to.");
  with_text("--caller", options->caller, "NUMBER",
            "Who calls; where the site has customers, who has that number.");
  with_text("--dialled", options->dialled, "NUMBER", "The number that was dialled.");
  with_text("--at", options->at, "TIME",
            "When: 10m (ago), 10:15, 2026-03-03T10:00:00Z, or '2026-03-03 10:00 America/New_York'; now unless "
            "given.");
  auto* set =
      command.add_option("--set", options->settings,
                         "Another attribute or variable of the contact: reason=billing; for "
                         "where(NAME, …) NAME=true; for queues queue.billing.waiting=12. May be repeated.");
  set->type_name("NAME=VALUE")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  line.set_source(set, ValueSource::nothing);
  line.add_output_option(command, options->format);
}

}  // namespace tipring::cli
