#include "cli/commands/idle_site.h"

#include <utility>

#include "cli/commands/store_check.h"
#include "cli/switchboard/closings_file.h"
#include "cli/switchboard/state_folder.h"
#include "dsl/words/customer_lookup.h"

namespace tipring::cli {
namespace {

// Longer than a store in memory takes.
constexpr Duration time_to_read = std::chrono::milliseconds(100);

}  // namespace

IdleSite::IdleSite(Console& console, const std::string& folder, dsl::SiteFiles files)
    : files_(std::move(files)),
      log_(LogLevel::warning, console.err),
      sounds_(folder, sounds::FileSounds::Needs::audio_or_text),
      loaded_(dsl::load_site(files_, {.loop = loop_,
                                      .sounds = sounds_.own(),
                                      .numbers = numbers_,
                                      .log = log_,
                                      .chance = chance_,
                                      .environment = console.environment,
                                      .wall = {},
                                      .limits = {},
                                      .sounds_of = [this](const std::string& enterprise) -> const Sounds& {
                                        return sounds_.of(enterprise);
                                      }})) {}

std::filesystem::path IdleSite::folder_of(const dsl::Site& site) const {
  return std::filesystem::path(files_.folder) / dsl::SiteFiles::prefix_of(site.enterprise());
}

Result<void> IdleSite::open_store(RehearsalRows rows, dsl::Site& site) {
  const auto& store = site.definitions().store;
  if (rows == RehearsalRows::kept && store && !store->postgres.empty() && store->made_by.empty()) {
    log_.write(LogLevel::warning,
               "the store is on PostgreSQL, which only a runtime asks: customers, and rules, lists and numbers "
               "that are tables of it are left out");
    return {};
  }
  auto opened = open_rehearsal_store(store, folder_of(site), rows, loop_);
  if (!opened) return opened.error();
  site.open_store(*(stores_[site.enterprise()] = std::move(opened).value()));
  run_virtual(loop_, clock_, clock_.now() + time_to_read);
  return {};
}

Result<void> IdleSite::open_stores(RehearsalRows rows) {
  Result<void> opened;
  loaded_.site->for_each([&](dsl::Site& each) {
    if (opened) opened = open_store(rows, each);
  });
  return opened;
}

std::vector<std::string> IdleSite::customer_settings(const dsl::Site& site, const std::string& caller) {
  const dsl::Definitions& definitions = site.definitions();
  const auto store = stores_.find(site.enterprise());
  std::vector<std::string> settings;
  if (store == stores_.end() || !definitions.customers || !definitions.customers->keys.contains("phone"))
    return settings;
  store->second->run(
      dsl::customer_request(definitions, "phone", caller), [&](const Result<std::vector<DatabaseRows>>& found) {
        if (!found) return log_.write(LogLevel::warning, "customers: " + found.error().text);
        for (const auto& [name, value] :
             dsl::customer_facts(*definitions.customers, found.value().front(), [](const auto&) {})) {
          const auto* text = std::get_if<std::string>(&value);
          settings.push_back(name + "=" + (text != nullptr ? *text : to_text(value)));
        }
      });
  run_virtual(loop_, clock_, clock_.now() + time_to_read);
  return settings;
}

Result<std::vector<dsl::Finding>> IdleSite::store_findings(const dsl::Site& site) {
  const dsl::Definitions& definitions = site.definitions();
  const auto store = open_rehearsal_store(definitions.store, folder_of(site), RehearsalRows::made, loop_);
  if (!store) return store.error();
  return cli::store_findings(definitions, *store.value(), loop_, clock_);
}

Result<void> IdleSite::take_closings(const std::string& state) {
  const StateFolder kept{state.empty() ? std::filesystem::path(files_.folder) / "var"
                                       : std::filesystem::path(state)};
  const auto closings = ClosingsFile(kept.closings()).read();
  if (!closings) return closings.error();
  loaded_.site->set_closings(closings.value());
  return {};
}

void add_state_option(CommandLine& line, CLI::App& command, std::string& state) {
  auto* option = command.add_option(
      "--state", state, "The folder that tipring run was given by --state; SITE/var when it is left out.");
  option->type_name("FOLDER");
  line.set_source(option, ValueSource::folder);
}

Result<std::unique_ptr<IdleSite>> IdleSite::load(Console& console, const std::string& folder) {
  auto files = dsl::read_site(folder);
  if (!files) return files.error();
  return std::unique_ptr<IdleSite>(new IdleSite(console, folder, std::move(files).value()));
}

}  // namespace tipring::cli
