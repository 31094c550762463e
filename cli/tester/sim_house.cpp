#include "cli/tester/sim_house.h"

#include <filesystem>
#include <system_error>

#include "dsl/check/finding.h"

namespace tipring::cli {
namespace {

// Recordings live in the simulation only; the ledger never names their folder.
constexpr const char* recordings_folder = "recordings";

bool file_exists(const std::string& path) {
  std::error_code problem;
  return !BreakableSounds::is_lost(path) && std::filesystem::exists(path, problem);
}

}  // namespace

UtcTime SimHouse::usual_beginning() {
  return std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + std::chrono::hours(9);
}

SimHouse::SimHouse(SimHousePlan plan)
    : plan_(std::move(plan)),
      clock_(usual_beginning()),
      loop_(clock_),
      ids_(plan_.run),
      chance_(plan_.seed),
      log_(clock_),
      watch_(log_),
      sounds_(plan_.sounds),
      stage_(loop_, ids_, log_, {.file_exists = file_exists}),
      inbox_(loop_) {
  stage_.telephony().deliver_to(inbox_);
  stage_.media().deliver_to(inbox_);
}

SimHouse::~SimHouse() = default;

Result<void> SimHouse::open() {
  auto loaded = dsl::load_site(
      plan_.site, {.loop = loop_,
                   .sounds = sounds_,
                   .log = watch_,
                   .chance = chance_,
                   .environment = [this](const std::string& name) -> std::optional<std::string> {
                     const auto found = plan_.environment.find(name);
                     return found == plan_.environment.end() ? std::nullopt : std::optional(found->second);
                   },
                   .wall = {},
                   .limits = {}});
  if (loaded.site == nullptr) {
    std::string text;
    for (const dsl::Finding& finding : loaded.findings)
      text += (text.empty() ? "" : "\n") + dsl::to_string(finding);
    return Error{"bad-site", std::move(text)};
  }
  site_ = std::move(loaded.site);
  floor_ = std::make_unique<Floor>(
      loop_, inbox_, ids_, FloorPorts{stage_.telephony(), stage_.media(), stage_.speech(), journal_, watch_},
      FloorSettings{.capabilities = {}, .recordings_folder = recordings_folder}, *site_, 1);
  site_->attach(floor_->calls());
  floor_->ledger().follow([this](const Entry& entry) {
    watch_.entry(entry);
    if (plan_.follow) plan_.follow(entry);
  });
  floor_->started(plan_.run, "simulation");
  floor_->ledger().write(
      {.kind = EntryKind::site_loaded, .fields = {{"site", plan_.site_name}, {"content", site_->content()}}});
  loop_.post([] {});  // A turn, to write it.
  return {};
}

void SimHouse::close() {
  floor_->stopped("the scenario is over");
  loop_.post([] {});
  loop_.turn();
}

Result<void> SimHouse::set_civil_time(UtcTime time) {
  clock_.set_utc(time);
  return {};
}

Result<void> SimHouse::break_down(Breakage breakage, const std::string& name) {
  switch (breakage) {
    case Breakage::speech:
      stage_.speech().fail("the synthesiser does not start");
      return {};
    case Breakage::slow_speech:
      stage_.speech().hang();
      return {};
    case Breakage::recording:
      stage_.media().fail_recordings("no space left on device");
      return {};
    case Breakage::ledger:
      journal_.set_room(JournalRoom::reserve);
      return {};
    case Breakage::sound:
      break;
  }
  return sounds_.lose(name);
}

std::vector<std::pair<std::string, std::size_t>> SimHouse::live() const {
  const FloorLive floor = floor_->live();
  const MediaLive media = stage_.media().live();
  return {{"contacts", floor.contacts},       {"legs", floor.legs},
          {"operations", floor.operations},   {"telephony_legs", stage_.telephony().live().legs},
          {"media_slots", media.slots},       {"sockets", media.sockets},
          {"speech", stage_.speech().live()}, {"tasks", site_->live_tasks()},
          {"timers", loop_.live_timers()}};
}

}  // namespace tipring::cli
