#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "cli/statistics/draws.h"
#include "cli/tester/sim_house.h"
#include "runtime/base/chance.h"
#include "runtime/ledger/entry.h"

namespace tipring::cli {

/// Those who call, and those who are called.
struct PopulationTraits {
  double calls_a_second = 0;           ///< On average: they come independently of each other.
  Spread talk{};                       ///< From an agent's answer until the two have done.
  std::optional<Duration> patience{};  ///< The mean of how long a caller waits in a queue; nothing: for ever.
  Duration answer{};                   ///< How long a phone rings.
  std::string dialled;
  std::string press{};  ///< Keys that each caller presses once answered; a comma waits two seconds.
};

/// Simulated callers of a site, and its phones. Each caller calls once from a number of its own, waits in
/// queues for as long as its patience lasts, and hangs up where nothing comes of a call for a while. Every
/// phone that the site calls answers, talks, and hangs up. Control thread only; deterministic.
class Population {
 public:
  /// The house outlives it and is open. The same `seed` gives the same callers, whoever serves them.
  Population(SimHouse& house, PopulationTraits traits, std::uint64_t seed);
  Population(const Population&) = delete;
  Population& operator=(const Population&) = delete;

  /// Calls come from now on for so long.
  void call_for(Duration length);
  /// No call comes any more, and none is left.
  bool over() const { return !calling_ && live_.empty(); }
  /// Calls that there have been.
  std::uint64_t calls() const { return called_; }

  /// Every entry of the ledger passes here.
  void take(const Entry& entry);

 private:
  struct Caller {
    sim::PartyId party = 0;
    TimerHandle gives_up{};
  };
  void await_next();
  void call();
  void happened(const sim::Party& party, const sim::PartyEvent& event);
  void press_keys(sim::PartyId caller);
  TimerHandle hang_up_after(Duration time, sim::PartyId party);
  void gives_up_after(std::optional<Duration> time, Caller& caller);

  SimHouse& house_;
  PopulationTraits traits_;
  Chance arrivals_;
  Chance talks_;
  Chance patience_;
  Instant until_{};
  bool calling_ = false;
  std::unordered_set<sim::PartyId> live_;  // Callers.
  std::uint64_t called_ = 0;
  std::unordered_map<ContactId, Caller> callers_;
};

}  // namespace tipring::cli
