#pragma once

#include <functional>
#include <string>

#include "runtime/contact/legs.h"
#include "runtime/contact/operation.h"

namespace tipring {

struct SuperviseRequest {
  SupervisionMode mode = SupervisionMode::listen;  ///< To begin with.
  bool keys = true;    ///< The supervisor's keys change it: 1 listens, 2 whispers, 3 barges in, 4 takes over.
  std::string name{};  ///< Of the supervisor, for the ledger.
};

struct SuperviseOutcome {
  SupervisionEnd end = SupervisionEnd::left;
  Duration stayed{};
};

/// A leg supervises the talk of another until it hangs up, the talk is over, or somebody ends it. Begins only
/// where Supervision::begin() may.
class SuperviseOperation final : public Operation {
 public:
  using Done = std::function<void(const SuperviseOutcome&)>;
  /// `take_over` is asked for by a key, as an event of its own.
  SuperviseOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& supervisor, Leg& agent,
                     SuperviseRequest request, std::function<void(LegId supervisor)> take_over, Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool digit(char digit) override;

 private:
  void end(SupervisionEnd end);

  Legs& legs_;
  Leg& supervisor_;
  Leg& agent_;  // Only to begin with.
  SuperviseRequest request_;
  std::function<void(LegId supervisor)> take_over_;
  Done done_;
  Instant began_{};
};

}  // namespace tipring
