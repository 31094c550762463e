#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/journal/memory_journal.h"
#include "runtime/queue/distributor.h"

namespace tipring {

/// A distributor whose contacts and agents do what a test says.
class QueueWorld : public Presenter {
 public:
  explicit QueueWorld(DistributionPlan plan, std::uint64_t seed = 1);

  /// A contact enters a queue; gives its number.
  int enter(const std::string& queue, int priority = 0, const std::string& customer = {}, Needs needs = {});
  void log_in(const std::string& agent) { set(agent, Presence::ready); }
  void set(const std::string& agent, Presence presence, const std::string& reason = {});
  void run(Duration time);

  /// Whom a contact is being offered to: "ann bob" in the order of the offers; empty: nobody.
  std::string rings_for(int contact) const;
  /// Where a contact went, or who serves it.
  std::string story_of(int contact) const;
  OfferHandle offer_to(const std::string& agent) const;
  void accept(const std::string& agent);
  void refuse(const std::string& agent);
  void finish(const std::string& agent);
  std::string state(const std::string& agent) const;

  static ContactId id(int contact) { return {1, static_cast<std::uint32_t>(contact)}; }

  void present(OfferHandle offer, const Offer& what, const AgentDefinition& agent) override;
  void withdraw(OfferHandle offer, const Offer& what) override;
  void departed(ContactId contact, Departure why, const std::optional<Action>& go) override;

  struct Held {
    OfferHandle offer;
    std::string agent;
    ContactId contact;
    bool accepted = false;
  };
  std::vector<Held> held;  ///< In the order of the offers.
  std::map<ContactId, std::string> departures;
  int contacts = 0;                   ///< That have entered.
  std::vector<std::string> breaches;  ///< Of the distributor's invariants, after each turn.

  VirtualClock clock{UtcTime{std::chrono::seconds(1'800'000'000)}};
  RunLoop loop{clock};
  journal::MemoryJournal journal;
  Ledger ledger{clock, journal, 1};
  Chance chance;
  Distributor distributor;
};

/// One that has skills.
AgentDefinition agent(const std::string& name, Skills skills = {});
QueueDefinition queue(const std::string& name, Needs needs = {});

}  // namespace tipring
