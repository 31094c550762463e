#pragma once

#include <functional>
#include <string>

#include "runtime/contact/operation.h"

namespace tipring {

/// Sends digits to the leg's party.
class SendDigitsOperation final : public Operation {
 public:
  /// `sent`: false when the leg ended first.
  using Done = std::function<void(bool sent)>;
  SendDigitsOperation(FloorContext& floor, Operations& operations, Leg& leg, std::string digits, Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  void digits_sent() override;

 private:
  std::string digits_;
  Done done_;
};

}  // namespace tipring
