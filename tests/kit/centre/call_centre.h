#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/journal/memory_journal.h"
#include "cli/statistics/draws.h"
#include "runtime/queue/distributor.h"

namespace tipring {

/// Contacts that come to a queue.
struct ContactStream {
  std::string queue;
  double most_a_second = 0;                 ///< At any time.
  std::function<double(Duration)> share{};  ///< Of that, 0 to 1, by the time since the beginning; empty: 1.
  cli::Spread talk{};                       ///< Of each contact with its agent.
  std::optional<Duration> patience{};       ///< The mean; nothing: nobody gives up.
};

/// A distributor whose agents answer at once, in virtual time.
class CallCentre final : public Presenter {
 public:
  CallCentre(DistributionPlan plan, std::uint64_t seed);

  void add(ContactStream stream);
  /// Contacts come for so long; then all that wait are served or give up.
  void run(Duration length);

  RunLoop& loop() { return loop_; }
  Ledger& ledger() { return ledger_; }
  Distributor& distributor() { return distributor_; }
  UtcTime began() const { return began_; }

  void present(OfferHandle offer, const Offer& what, const AgentDefinition& agent) override;
  void withdraw(OfferHandle offer, const Offer& what) override;
  void departed(ContactId contact, Departure why, const std::optional<Action>& go) override;

 private:
  struct Caller {
    std::size_t stream = 0;
    TimerHandle gives_up{};
  };
  void await_next(std::size_t stream);
  void arrive(std::size_t stream);
  void answer(OfferHandle offer, ContactId contact);

  VirtualClock clock_{UtcTime{std::chrono::seconds(1'800'000'000)}};
  UtcTime began_ = clock_.utc();
  Instant start_ = clock_.now();
  RunLoop loop_{clock_};
  journal::MemoryJournal journal_;
  Ledger ledger_{clock_, journal_, 1};
  Chance chance_;
  Chance callers_;
  Distributor distributor_;
  std::vector<ContactStream> streams_;
  std::map<ContactId, Caller> waiting_;
  Instant until_{};
  std::uint32_t contacts_ = 0;
};

/// So many agents that are all alike, or have these skills.
std::vector<AgentDefinition> alike(int agents, const std::string& name, const Skills& skills = {});

}  // namespace tipring
