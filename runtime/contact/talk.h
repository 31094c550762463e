#pragma once

#include "runtime/contact/connect.h"
#include "runtime/contact/legs.h"
#include "runtime/contact/operation.h"

namespace tipring {

/// A conversation of two legs that are bridged already, which nothing holds together: those of an earlier run
/// of the runtime. From here on as if a ConnectOperation had connected them, whose outcome it has.
class TalkOperation final : public Operation {
 public:
  using Done = ConnectOperation::Done;
  TalkOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& customer, Leg& party, Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool needs_media() const override { return false; }
  void target_ended(Leg& target) override;
  void target_taken(Leg& target) override;

 private:
  void stop();
  void end();

  Legs& legs_;
  Leg& customer_;
  const LegId party_;
  ConnectOutcome outcome_;
  Done done_;
  Instant began_{};
};

}  // namespace tipring
