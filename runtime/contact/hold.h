#pragma once

#include <functional>
#include <optional>

#include "runtime/contact/legs.h"
#include "runtime/contact/operation.h"

namespace tipring {

/// Puts a leg's party on hold, or takes it off: on hold the party is not heard, and hears what we play (RFC
/// 3264, section 8.4). Waits for the party's answer; the protocol's own time-out bounds it.
class HoldOperation final : public Operation {
 public:
  /// `failure`: nothing when the party agreed; else "refused", "hung-up", or what Legs::offer() fails with.
  using Done = std::function<void(std::optional<Error> failure)>;
  HoldOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& leg, bool on, Done done);

  void start(OperationHandle self) override;
  void cancel() override {}
  void leg_ended(const Release& release) override;
  bool needs_media() const override { return false; }
  void offer_ended(int status) override;

 private:
  void end(std::optional<Error> failure);

  Legs& legs_;
  Leg& held_;
  bool on_;
  Done done_;
};

}  // namespace tipring
