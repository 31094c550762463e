#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/journal/memory_journal.h"
#include "adapters/number_plan/world_number_plan.h"
#include "adapters/sqlite/memory_database.h"
#include "cli/tester/backstage.h"
#include "cli/tester/breakable_sounds.h"
#include "cli/tester/house_phones.h"
#include "cli/tester/play.h"
#include "cli/tester/play_log.h"
#include "cli/tester/site_watch.h"
#include "cli/tester/stage.h"
#include "dsl/site/site.h"
#include "runtime/base/chance.h"
#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"
#include "runtime/floor.h"

namespace tipring::cli {

/// What one scenario's runtime is made of.
struct HousePlan {
  const dsl::SiteFiles& site;
  std::string site_name;  ///< For the ledger: the folder's own name.
  const Sounds& sounds;
  std::function<const Sounds&(const std::string&)> sounds_of;  ///< An enterprise of the site.
  std::uint32_t run = 1;                                       ///< Run number of its ids.
  std::uint64_t seed = 0;                                      ///< Of its chance.
  std::map<std::string, std::string> environment{};
  std::function<void(const Entry&)> follow{};  ///< Sees its ledger; may be empty.
  /// Has the last word on queues and agents; may be empty.
  std::function<void(DistributionPlan&)> staff{};
  bool keeps_play = true;  ///< What happens is logged, and the ledger kept: long runs would fill the memory.
};

class House;
/// Builds the house for a scenario; never null. What is wrong with it is told by House::open().
using BuildHouse = std::function<std::unique_ptr<House>(HousePlan)>;

/// A runtime for one scenario: floor and site as in production, a journal in memory, and a stage on which the
/// play is performed. What stands between floor and stage is a derived house's. Control thread only.
class House : public Backstage {
 public:
  /// When plays begin that do not say so: a Monday morning.
  static UtcTime usual_beginning();

  ~House() override;
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  /// Loads the site and opens the floor. Fails with "bad-site" and the findings, a line each, or with what the
  /// world around it lacks.
  virtual Result<void> open() = 0;

  /// The last entry of its ledger. Only when open() succeeded.
  void close();

  /// Lets time pass until `over` says so between two turns, judging the play whenever nothing is due.
  virtual Halt run(Play& play, const std::function<bool()>& over) = 0;

  /// Gives what is left of the calls, once everybody has hung up, the time to end. Never Halt::stalled.
  virtual Halt clear(Play& play) = 0;

  RunLoop& loop() { return loop_; }
  Chance& chance() { return chance_; }
  PlayLog& log() { return log_; }
  SiteWatch& watch() { return watch_; }
  /// Only when open() succeeded.
  Distributor& distributor() { return floor_->distributor(); }
  virtual Stage& stage() = 0;

 protected:
  House(HousePlan plan, std::unique_ptr<Clock> clock);

  /// The one it was made with.
  Clock& clock_of_house() { return *house_clock_; }

  /// With its store, in memory.
  Result<void> load_site();
  /// After load_site(). The ports outlive the floor: see leave().
  struct HousePorts {
    Telephony& telephony;
    Media& media;
    Messaging& messaging;
    Speech& speech;
  };
  void open_floor(const HousePorts& ports, const std::string& recordings_folder, const std::string& version);
  /// Writers do not hang up.
  void end_chats();
  /// Ends floor and site, whose ports may go after it.
  void leave();

  Result<void> knows_phone(const std::string& phone) const override { return phones_.knows(phone); }
  Result<void> unregister(const std::string& phone) override { return phones_.unregister(phone); }
  Result<void> close_hours(const std::string& name) override;
  Result<void> reopen_hours(const std::string& name) override;
  sim::SimHttp& web() override { return web_; }
  /// Of the site and its enterprises. Only when load_site() succeeded.
  template <typename Visit>
  void for_each_database(Visit visit) {
    for (const auto& [enterprise, database] : databases_)
      visit(*database);
  }
  /// Of the site; "north/welcome" of an enterprise. Fails as BreakableSounds does.
  Result<void> lose_sound(const std::string& name);
  /// What the site that was loaded defines.
  const dsl::Definitions& definitions() const { return site_->definitions(); }

  std::vector<std::pair<std::string, std::size_t>> live_besides(const TelephonyLive& telephony,
                                                                const MediaLive& media,
                                                                std::size_t speech) const;

  HousePlan plan_;

 private:
  std::unique_ptr<Clock> house_clock_;

 protected:
  RunLoop loop_;
  Ids ids_;
  Chance chance_;
  PlayLog log_;
  SiteWatch watch_;
  BreakableSounds sounds_;
  std::map<std::string, BreakableSounds, std::less<>> sounds_of_;  // Enterprises.
  number_plan::WorldNumberPlan numbers_;
  HousePhones phones_;
  journal::MemoryJournal journal_;
  Inbox inbox_;

 private:
  Result<void> open_stores();

  sim::SimHttp web_;
  std::map<std::string, std::unique_ptr<sqlite::MemoryDatabase>> databases_;  // By their enterprises.
  std::unique_ptr<dsl::Site> site_;
  std::unique_ptr<Floor> floor_;
  ClosingsByName closings_;
};

}  // namespace tipring::cli
