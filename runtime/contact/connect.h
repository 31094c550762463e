#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/contact/legs.h"
#include "runtime/contact/operation.h"

namespace tipring {

struct ConnectTarget {
  std::string uri;
  Duration timeout{};  ///< From the INVITE to the answer.
};

struct ConnectRequest {
  std::vector<ConnectTarget> targets;  ///< Tried in order until one answers.
  PartyAddress from;                   ///< Who the call shows as calling.
  Headers headers;                     ///< Further header fields of the INVITE.
  bool early_media = true;             ///< The caller hears what a target sends before its answer.
};

/// What became of one target that did not answer.
struct ConnectAttempt {
  std::string uri;
  Release release;
};

struct ConnectOutcome {
  bool answered = false;
  std::string answered_by;  ///< The target's URI.
  Duration talked{};
  std::vector<ConnectAttempt> failed;  ///< In order.
};

/// Calls targets in order for a caller. The first that answers is bridged with the caller, who is answered then
/// where that has not happened yet. Ends when the other party is gone or every target has failed.
class ConnectOperation final : public Operation {
 public:
  using Done = std::function<void(const ConnectOutcome&)>;
  ConnectOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& caller, ConnectRequest request,
                   Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;

  void target_ringing(Leg& target) override;
  void target_answered(Leg& target) override;
  void target_ended(Leg& target) override;

 private:
  void try_next();
  void target_failed(Release release);
  void time_up();
  void start_ringback();
  void stop();
  void end();

  Legs& legs_;
  Leg& caller_;
  ConnectRequest request_;
  Done done_;
  std::size_t next_target_ = 0;
  LegId target_;  // The leg being tried or talked to; empty between targets.
  TimerHandle timer_;
  OperationHandle ringback_;
  Instant answered_at_{};
  ConnectOutcome outcome_;
};

}  // namespace tipring
