#include "cli/tester/sim_house.h"

#include <filesystem>
#include <system_error>

namespace tipring::cli {
namespace {

// Recordings live in the simulation only; the ledger never names their folder.
constexpr const char* recordings_folder = "recordings";

// The longest play: a working week.
constexpr Duration longest_play = std::chrono::hours(168);
// How long what is left of calls may take once everybody has hung up: SIP's longest timer is 32 s, and a script
// may say goodbye to those that are gone in its finalisers.
constexpr Duration time_to_clear = std::chrono::minutes(5);

bool file_exists(const std::string& path) {
  std::error_code problem;
  return !BreakableSounds::is_lost(path) && std::filesystem::exists(path, problem);
}

}  // namespace

SimHouse::SimHouse(HousePlan plan)
    : SimHouse(std::move(plan), std::make_unique<VirtualClock>(usual_beginning())) {}

SimHouse::SimHouse(HousePlan plan, std::unique_ptr<VirtualClock> clock)
    : House(std::move(plan), std::move(clock)),
      clock_(static_cast<VirtualClock&>(clock_of_house())),
      stage_(loop_, ids_, log_, {.file_exists = file_exists}) {
  stage_.telephony().deliver_to(inbox_);
  stage_.media().deliver_to(inbox_);
  stage_.messaging().deliver_to(inbox_);
}

SimHouse::~SimHouse() {
  leave();
}

Result<void> SimHouse::open() {
  if (auto loaded = load_site(); !loaded) return loaded;
  const auto is_phone = [this](const std::string& name) { return definitions().phones.contains(name); };
  stage_.telephony().know_phones(is_phone);
  stage_.messaging().know_phones(is_phone);
  stage_.telephony().know_trunks([this](const std::string& name) {
    const auto found = definitions().trunks.find(name);
    return found == definitions().trunks.end() ? 0 : found->second.channels;
  });
  open_floor({stage_.telephony(), stage_.media(), stage_.messaging(), stage_.speech()}, recordings_folder,
             "simulation");
  return {};
}

Halt SimHouse::run(Play& play, const std::function<bool()>& over) {
  return run_play(loop_, clock_, play, over, clock_.now() + longest_play);
}

Halt SimHouse::clear(Play& play) {
  end_chats();
  const Halt halt = run_play(
      loop_, clock_, play, [] { return false; }, clock_.now() + time_to_clear);
  return halt == Halt::stalled ? Halt::none : halt;
}

std::optional<std::string> SimHouse::only_simulated() const {
  if (broken_) return "having something go wrong around the site";
  return stage_.only_simulated();
}

Result<void> SimHouse::set_civil_time(UtcTime time) {
  clock_.set_utc(time);
  return {};
}

Result<void> SimHouse::break_down(Breakage breakage, const std::string& name) {
  broken_ = true;
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
    case Breakage::database:
      for_each_database([](sqlite::MemoryDatabase& database) { database.go_away(); });
      return {};
    case Breakage::slow_database:
      for_each_database([](sqlite::MemoryDatabase& database) { database.hang(); });
      return {};
    case Breakage::sound:
      break;
  }
  return lose_sound(name);
}

std::vector<std::pair<std::string, std::size_t>> SimHouse::live() const {
  return live_besides(stage_.telephony().live(), stage_.media().live(), stage_.speech().live());
}

}  // namespace tipring::cli
