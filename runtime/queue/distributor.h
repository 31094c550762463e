#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/base/chance.h"
#include "runtime/base/handle.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"
#include "runtime/ledger/ledger.h"
#include "runtime/queue/agent.h"
#include "runtime/queue/customer_memory.h"
#include "runtime/queue/offer.h"
#include "runtime/queue/queue.h"

namespace tipring {

/// Which of several queues an agent serves next, where contacts wait in more than one of them.
enum class Fairness : std::uint8_t {
  priority,       ///< The highest priority, aged; of equals, who has waited longest.
  longest_wait,   ///< Who has waited longest.
  service_level,  ///< Whose queue is about to miss its target; those who are past it and then those without one
                  ///< come behind, the longest wait first.
};
std::string_view to_string(Fairness fairness);
std::optional<Fairness> parse_fairness(std::string_view text);

/// What the site says about queues and those who serve them.
struct DistributionPlan {
  std::vector<AgentDefinition> agents{};
  std::vector<QueueDefinition> queues{};
  Fairness fairness = Fairness::priority;

  bool operator==(const DistributionPlan&) const = default;
};

/// Holds contacts of one channel out to agents. Called by the distributor within a turn; nothing here calls
/// back before it returns.
class Presenter {
 public:
  virtual ~Presenter() = default;
  /// Hold the contact out to the agent. Ends in Distributor::accepted() or missed(), unless it is withdrawn.
  virtual void present(OfferHandle offer, const Offer& what, const AgentDefinition& agent) = 0;
  /// Stop that: nothing more is to be told of the offer.
  virtual void withdraw(OfferHandle offer, const Offer& what) = 0;
  /// The contact has left its queue without having been served, and goes to `go`; where that is nothing, it has
  /// nowhere to go. An event of its own; not called for a contact that is gone().
  virtual void departed(ContactId contact, Departure why, const std::optional<Action>& go) = 0;
};

/// A contact that is to wait.
struct QueueEntry {
  ContactId contact{};
  std::string queue{};
  Channel channel = Channel::call;
  int priority = 0;              ///< Any; the higher comes first.
  Needs needs{};                 ///< Beside those of the queue.
  std::string customer{};        ///< By which it is known when it comes again; empty: it is not.
  std::string transferred_by{};  ///< Who has sent it here, for the ledger; empty: nobody has.
};

/// An invariant that does not hold, and whom it concerns.
struct Breach {
  std::string text{};   ///< For people.
  std::string agent{};  ///< Its name, where it is an agent's.
  ContactId contact{};  ///< Where it is a contact's.
};

/// Queues, agents, and the offers between them: who waits, who is free, and who gets whom. Whatever happens is
/// an entry of the ledger first. Matching happens in the events that make it possible, never by looking again
/// after a time. Control thread only.
class Distributor {
 public:
  /// All outlive it.
  struct Surroundings {
    RunLoop& loop;
    Ledger& ledger;
    Chance& chance;
  };
  Distributor(Surroundings surroundings, DistributionPlan plan);
  Distributor(const Distributor&) = delete;
  Distributor& operator=(const Distributor&) = delete;

  /// Must be called before the first contact of the channel comes. `presenter` outlives this.
  void present_by(Channel channel, Presenter& presenter) { presenters_[channel] = &presenter; }

  /// From now on this holds. A queue or agent that is not in it any more takes nothing more, and goes when it
  /// has nothing left; who waits keeps the place.
  void reconfigure(DistributionPlan plan);
  const DistributionPlan& plan() const { return plan_; }

  // Contacts. Fail with "gone" where the contact waits in no queue, and with "not-found" where there is no such
  // queue.
  /// Fails with "waiting" where the contact is in a queue. Where there is no room, or nobody more is let in, it
  /// departs at once.
  Result<void> enter(QueueEntry entry);
  /// The customer has pressed a key that leads elsewhere: Departure::pressed tells it, as if of the queue.
  void pressed(ContactId contact, char key);
  /// The contact is over, or goes elsewhere of its own accord.
  void gone(ContactId contact);
  /// To another queue, or to a position in its own, from 1. By an operator.
  Result<void> move(ContactId contact, const std::string& queue, std::optional<int> position,
                    const std::string& by);
  /// Nobody more is let in, or they are again.
  Result<void> drain(const std::string& queue, bool on, const std::string& by);

  // Agents. Fail with "not-found" where there is no such agent.
  /// `by`: who says so, for the ledger: "ann", "operator".
  Result<void> set_presence(const std::string& agent, Presence presence, std::string reason,
                            const std::string& by);
  /// Ends its wrap-up.
  Result<void> finish_wrap_up(const std::string& agent, const std::string& by);
  /// Ends whatever but its presence keeps it from being offered contacts: its wrap-up, its rest, offers that
  /// are open. With `parts`, what it serves is over too, as by served(). Fails with "wrong-state" where there
  /// is nothing of that.
  Result<void> release(const std::string& agent, bool parts, const std::string& by);
  /// Where it can be called again, an agent that was set not ready because it could not be reached is ready.
  void reachable(const ActionParty& party);

  // What became of an offer. Nothing where it is over.
  /// The agent has answered, and is told of the contact before it has it: the time to ring is over. `alone`: so
  /// it is for every other offer of the contact.
  void answered(OfferHandle offer, bool alone);
  /// True where the agent has the contact from now on: every other offer of the contact is withdrawn.
  bool accepted(OfferHandle offer);
  void missed(OfferHandle offer, OfferEnd how, std::string_view why);
  /// The agent and the customer have parted.
  void served(OfferHandle offer);

  // Taking up what an earlier run has left, before anything else is asked (distributor_recovery.cpp).
  /// An entry of that run, in order. Nothing is written, and nobody is offered anything.
  void replay(const Entry& entry);
  /// All are replayed. Offers that were open are taken back, wrap-ups go on, and who waited is away: keeps the
  /// place and is offered to nobody before returned().
  void resume();
  /// The contacts that are away, in the order in which they came.
  std::vector<ContactId> away() const;
  /// These, and those that are being served.
  std::vector<ContactId> to_be_resumed();
  /// A contact that was away is there again, and its channel presents it.
  void returned(ContactId contact);
  /// By which an agent serves the contact; empty: nobody does.
  OfferHandle serving(ContactId contact);

  // What is there.
  const Agent* find_agent(std::string_view name) const;
  const Queue* find_queue(std::string_view name) const;
  const Waiting* find_waiting(ContactId contact) const;
  /// Those that an agent has in hand; null where it is over.
  const Offer* find_offer(OfferHandle offer) { return offers_.find(offer); }
  /// In the order in which they are defined.
  const std::vector<std::unique_ptr<Agent>>& agents() const { return agents_; }
  const std::map<std::string, std::unique_ptr<Queue>, std::less<>>& queues() const { return queues_; }
  QueueFigures figures(const Queue& queue) const;
  /// From 1, in the order of its queue; 0 where it waits in none.
  int position(ContactId contact) const;

  /// When it will be answered; nothing where it does not wait, nobody who could is there, or nobody was served
  /// yet.
  std::optional<WaitEstimate> estimate(ContactId contact) const;

  /// What a customer that waits may be told now, and takes down what it was told.
  struct Announced {
    std::optional<int>
        position{};  ///< Nothing where the queue does not tell it, or where it is worse than before.
    std::optional<Duration> estimate{};  ///< Nothing where nobody knows.
  };
  /// Nothing while the contact is being offered to an agent, or where it waits in no queue.
  std::optional<Announced> place_to_announce(ContactId contact);
  const RunLoop& loop() const { return loop_; }

  /// Every invariant that does not hold; empty: all do.
  std::vector<Breach> look_for_breaches();
  /// The same, for people.
  std::vector<std::string> breaches();

 private:
  struct Candidate {
    Agent* agent = nullptr;
    std::size_t at = 0;  // In Queue::agents.
    Fitness fitness{};
    std::int64_t score = 0;  // The lowest first.
  };

  void configure_queue(Queue& queue);
  void drop_removed();
  void take_up_place(Waiting& waiting);
  void remember_cut_off(const Waiting& waiting, Instant at);
  void remember_served(const Waiting& waiting, const Agent& agent, Instant at);
  void depart(Waiting& waiting, Departure why, std::optional<Action> go);
  void remove(Waiting& waiting, Departure why, const std::optional<Action>& go);
  std::uint64_t next_number();
  /// Of a queue in which somebody waits.
  Place place_at(const Queue& queue, int position);

  // Lines (distributor_lines.cpp).
  Line& line_for(const Waiting& waiting);
  void stand_in_line(Waiting& waiting);
  void step_out(Waiting& waiting);
  const Fitness& fitness(Line& line, const Queue& queue, const Agent& agent) const;
  void set_timers(Waiting& waiting);
  void widen(ContactId contact);
  void stick(Waiting& waiting);
  void stop_sticking(ContactId contact);

  // Recovery (distributor_recovery.cpp).
  Instant instant_of(UtcTime time) const;
  void replay_entered(const Entry& entry);
  void replay_left(const Entry& entry);
  void replay_moved(const Entry& entry);
  void replay_offer(const Entry& entry);
  void replay_offer_end(const Entry& entry);
  void replay_agent(const Entry& entry);
  void forget(Waiting& waiting);
  Queue& queue_of(const Entry& entry);
  OfferHandle offer_of(const Entry& entry);

  // Matching (distributor_matching.cpp).
  using Fields = std::vector<std::pair<std::string, FieldValue>>;
  void find_agents(Waiting& waiting);
  void find_contact(Agent& agent);
  void join_ring(Agent& agent);
  /// What an agent must have for it now.
  static Needs needs_of(const Waiting& waiting);
  std::vector<Candidate> candidates(const Waiting& waiting) const;
  void score(const Queue& queue, std::vector<Candidate>& candidates);
  /// Whether an agent who may serve both is to serve the one first.
  bool before(const Waiting& one, const Waiting& other) const;
  static void note_offered(Queue& queue, const Agent& agent);
  Fields why_agent(const Waiting& waiting, const std::vector<Candidate>& ranked) const;
  /// All agents but so many, the first of them by name.
  std::string passed_over_for(const Waiting& waiting, std::size_t candidates) const;

  // Offers (distributor_offers.cpp).
  void offer(Waiting& waiting, Agent& agent, Fields why);
  /// It ends, as far as contact and agent are concerned; what follows for them is the caller's business.
  Offer close(OfferHandle handle, OfferEnd end, std::string_view why);
  void withdraw(OfferHandle handle, std::string_view why);
  void withdraw_all(Waiting& waiting, std::string_view why);
  void note_missed(Agent& agent, const MissedOffers& rule, OfferEnd how);
  void take_from_hand(Agent& agent, OfferHandle handle, Channel channel);

  // Agents (distributor_agents.cpp).
  Agent* agent_named(std::string_view name);
  void write_agent(const Agent& agent, std::string_view by);
  /// Offers that are open to it go elsewhere.
  void take_back_offers(Agent& agent, std::string_view why);
  void enter_presence(Agent& agent, Presence presence, std::string reason, std::string_view by);
  void begin_wrap_up(Agent& agent, Duration length);
  void end_wrap_up(Agent& agent, std::string_view by);
  void begin_rest(Agent& agent, Duration length);
  void end_rest(Agent& agent);
  /// Something that kept it from being offered contacts is over.
  void becomes_free(Agent& agent);
  void settle();
  void leave_without_agents(const Agent& agent);

  RunLoop& loop_;
  Ledger& ledger_;
  Chance& chance_;
  DistributionPlan plan_;
  std::map<Channel, Presenter*> presenters_;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::unordered_map<std::string, std::size_t> agents_by_name_;
  std::map<std::string, std::unique_ptr<Queue>, std::less<>> queues_;
  std::unordered_map<ContactId, std::unique_ptr<Waiting>> waiting_;
  SlotMap<Offer, OfferTag> offers_;
  std::vector<std::size_t> freed_;  // Places of agents for which settle() is to find contacts.
  std::uint64_t entered_ = 0;       // For Place::number.
  std::int64_t offers_made_ = 0;
  CustomerMemory<std::size_t> last_served_;                                     // The places of agents.
  CustomerMemory<Instant> cut_off_;                                             // Since when they had waited.
  std::unordered_map<ContactId, std::pair<std::string, Instant>> kept_places_;  // By queue, since when.
};

}  // namespace tipring
