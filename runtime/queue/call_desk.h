#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/contact/calls.h"
#include "runtime/queue/distributor.h"

namespace tipring {

/// What a caller hears while it waits. The words are the site's.
struct WaitingSound {
  std::vector<PlayItem> music{};  ///< Over and over; empty: silence.
  /// What to say about the caller's place, between the music; may be empty. `position`: from 1; nothing: not to
  /// be told. `estimate`: of the time until an agent answers; nothing: nobody knows.
  std::function<std::vector<PlayItem>(std::optional<int> position, std::optional<Duration> estimate)>
      announce{};
  std::vector<PlayItem> whisper{};  ///< AgentWhisper::play, ready to be played to the agent.
};

/// How a call's wait in a queue ended.
struct QueueOutcome {
  bool served = false;  ///< An agent had it, and that is over.
  Departure why = Departure::answered;
  std::optional<Action> go{};  ///< Where it goes, not served; nothing: nowhere.
};

/// Calls in queues: plays to who waits, and calls agents for them. An offer to an agent is a call to its phone;
/// the two talk once that is answered. Control thread only.
class CallDesk final : public Presenter {
 public:
  using Done = std::function<void(const QueueOutcome&)>;
  /// All outlive it. Becomes the distributor's presenter of calls.
  CallDesk(Calls& calls, Distributor& distributor);

  /// The caller waits from now on, answered where that has not happened yet. `done` is told of the end as an
  /// event of its own, but not where gone() is first. Fails as Distributor::enter() does, and as
  /// Calls::answer().
  Result<void> enter(QueueEntry entry, WaitingSound sound, Done done);

  /// A caller of an earlier run, which Distributor::replay() knows, is there again: waits where it did, or
  /// talks to the agent whom it is bridged with. `done` as above. Fails with "gone" where it neither waits nor
  /// talks to an agent.
  Result<void> resume(ContactId contact, WaitingSound sound, Done done);
  /// A contact of an earlier run is gone: it keeps neither its place nor an agent.
  void lost(ContactId contact);

  /// The contact ends, or whoever attends it takes it elsewhere: it neither waits nor is called any more.
  /// Nothing where it is in no queue.
  void gone(ContactId contact);

  /// Whether the agent talks to somebody and has put them on hold.
  bool holds(const Agent& agent) const;

  void present(OfferHandle offer, const Offer& what, const AgentDefinition& agent) override;
  void withdraw(OfferHandle offer, const Offer& what) override;
  void departed(ContactId contact, Departure why, const std::optional<Action>& go) override;

 private:
  struct Caller {
    WaitingSound sound{};
    Done done{};
    OperationHandle waiting{};                                      // Music and announcements.
    std::vector<std::pair<OfferHandle, OperationHandle>> called{};  // Agents that ring, or the one who serves.
    LegId agent{};                                                  // The leg of the one who serves.
    bool serving = false;
  };

  void wait(ContactId contact);
  std::vector<PlayItem> announcement(ContactId contact);
  ConnectRequest request_for(ContactId contact, OfferHandle offer, const AgentDefinition& agent);
  WhisperRequest whisper_for(ContactId contact) const;
  void answered(ContactId contact, OfferHandle offer, LegId agent);
  /// The agent serves until its leg is over, which a transfer may have taken to another contact.
  void part(OfferHandle offer, LegId agent);
  void ended(ContactId contact, OfferHandle offer, const ConnectOutcome& outcome);
  void finish(ContactId contact, const QueueOutcome& outcome);

  Calls& calls_;
  Distributor& distributor_;
  std::map<ContactId, Caller> callers_;
};

}  // namespace tipring
