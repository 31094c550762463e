#include "cli/tester/house.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "cli/tester/rehearsal_store.h"
#include "dsl/check/finding.h"
#include "dsl/words/floor_settings.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {

UtcTime House::usual_beginning() {
  return std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + std::chrono::hours(9);
}

House::House(HousePlan plan, std::unique_ptr<Clock> clock)
    : plan_(std::move(plan)),
      house_clock_(std::move(clock)),
      loop_(*house_clock_),
      ids_(plan_.run),
      chance_(plan_.seed),
      log_(*house_clock_),
      watch_(log_),
      sounds_(plan_.sounds),
      inbox_(loop_),
      web_(loop_, [this](const std::string& line) { log_.add("web", line); }) {
  log_.keep(plan_.keeps_play);
  if (!plan_.keeps_play) journal_.forget();
}

House::~House() = default;

Result<void> House::load_site() {
  auto loaded = dsl::load_site(
      plan_.site, {.loop = loop_,
                   .sounds = sounds_,
                   .numbers = numbers_,
                   .log = watch_,
                   .chance = chance_,
                   .environment = [this](const std::string& name) -> std::optional<std::string> {
                     const auto found = plan_.environment.find(name);
                     return found == plan_.environment.end() ? std::nullopt : std::optional(found->second);
                   },
                   .wall = {},
                   .limits = {},
                   .sounds_of = [this](const std::string& enterprise) -> const Sounds& {
                     return sounds_of_.try_emplace(enterprise, plan_.sounds_of(enterprise)).first->second;
                   }});
  if (loaded.site == nullptr) {
    std::string text;
    for (const dsl::Finding& finding : loaded.findings)
      text += (text.empty() ? "" : "\n") + dsl::to_string(finding);
    return Error{"bad-site", std::move(text)};
  }
  site_ = std::move(loaded.site);
  phones_.open(site_->definitions());
  return open_stores();
}

Result<void> House::open_stores() {
  Result<void> opened;
  site_->for_each([&](const dsl::Site& each) {
    if (!opened) return;
    const std::string& name = each.enterprise();
    const auto folder = std::filesystem::path(plan_.site.folder) / dsl::SiteFiles::prefix_of(name);
    auto made = open_rehearsal_store(each.definitions().store, folder, RehearsalRows::made, loop_);
    if (made) {
      databases_.emplace(name, std::move(made).value());
    } else {
      opened = made.error();
    }
  });
  return opened;
}

Result<void> House::lose_sound(const std::string& name) {
  const auto slash = name.find('/');
  const auto theirs = sounds_of_.find(name.substr(0, slash));
  if (slash == std::string::npos || theirs == sounds_of_.end()) return sounds_.lose(name);
  return theirs->second.lose(name.substr(slash + 1));
}

void House::open_floor(const HousePorts& ports, const std::string& recordings_folder,
                       const std::string& version) {
  floor_ = std::make_unique<Floor>(loop_, inbox_, ids_,
                                   FloorPorts{ports.telephony, ports.media, ports.messaging, ports.speech,
                                              phones_, journal_, watch_, chance_},
                                   dsl::floor_settings_of(site_->definitions(), recordings_folder), *site_, 1);
  site_->attach(floor_->calls(), floor_->chats());
  DistributionPlan distribution = site_->distribution_plan();
  if (plan_.staff) plan_.staff(distribution);
  floor_->redistribute(std::move(distribution));
  site_->open_queues(floor_->desk(), floor_->distributor());
  site_->open_web(web_);
  site_->for_each([this](dsl::Site& each) {
    sqlite::MemoryDatabase& database = *databases_.at(each.enterprise());
    each.open_store(database);
    if (each.reads_tables())
      database.on_change([&each](const std::string& table) { each.store_changed(table); });
  });
  floor_->ledger().follow([this](const Entry& entry) {
    watch_.entry(entry);
    if (plan_.follow) plan_.follow(entry);
  });
  floor_->started(plan_.run, version);
  floor_->ledger().write(
      {.kind = EntryKind::site_loaded, .fields = {{"site", plan_.site_name}, {"content", site_->content()}}});
  loop_.post([] {});  // A turn, to write it.
}

void House::close() {
  floor_->stopped("the scenario is over");
  loop_.post([] {});
  loop_.turn();
}

Result<void> House::close_hours(const std::string& name) {
  std::vector<std::string> known;
  site_->for_each([&known](const dsl::Site& each) {
    for (const auto& [hours, definition] : each.definitions().hours)
      known.push_back(each.whole_name(hours));
  });
  if (std::ranges::find(known, name) == known.end())
    return Error{"not-found", "the site has no hours '" + name + "'" + did_you_mean(nearest(name, known))};
  closings_[name] = {.from = loop_.clock().utc(), .until = {}, .reason = {}};
  site_->set_closings(closings_);
  floor_->ledger().write({.kind = EntryKind::hours_closed, .fields = {{"hours", name}}});
  return {};
}

Result<void> House::reopen_hours(const std::string& name) {
  if (closings_.erase(name) == 0)
    return Error{"wrong-state", "the hours '" + name + "' are not closed: they are as planned"};
  site_->set_closings(closings_);
  floor_->ledger().write({.kind = EntryKind::hours_reopened, .fields = {{"hours", name}}});
  return {};
}

void House::end_chats() {
  floor_->chats().refuse_new(503);
  floor_->chats().end_all("the scenario is over");
}

void House::leave() {
  // What a script still waits for is cancelled at the floor.
  site_.reset();
  floor_.reset();
}

std::vector<std::pair<std::string, std::size_t>> House::live_besides(const TelephonyLive& telephony,
                                                                     const MediaLive& media,
                                                                     std::size_t speech) const {
  const FloorLive floor = floor_->live();
  std::size_t asked = 0;
  for (const auto& [enterprise, database] : databases_)
    asked += database->live();
  asked -= site_->live_readings();
  return {{"contacts", floor.contacts},
          {"legs", floor.legs},
          {"operations", floor.operations},
          {"telephony_legs", telephony.legs},
          {"media_slots", media.slots},
          {"sockets", media.sockets},
          {"speech", speech},
          {"database", asked},
          {"web", web_.live()},
          {"tasks", site_->live_tasks()},
          {"timers", loop_.live_timers()}};
}

}  // namespace tipring::cli
