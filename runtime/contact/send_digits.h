#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "runtime/contact/operation.h"

namespace tipring {

/// What became of digits to be sent.
struct SentDigits {
  bool sent = false;  ///< False when the leg ended first, or the peer takes none.
  int refusal = 0;    ///< The status by which the peer refused one.
};

/// Sends digits to the leg's party, as its traits say: in the media, or by signalling. There each waits for the
/// answer to the one before, and at least for the time that a key and its pause take.
class SendDigitsOperation final : public Operation {
 public:
  using Done = std::function<void(const SentDigits&)>;
  SendDigitsOperation(FloorContext& floor, Operations& operations, Leg& leg, std::string digits, Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool needs_media() const override { return !by_signalling_; }
  void media_came() override;
  void digits_sent() override;
  void digit_answered(int status) override;

 private:
  void send();
  void signal_next();
  void go_on();
  void end(SentDigits outcome);

  const Leg& receiver_;
  const bool by_signalling_;
  const std::string digits_;
  Done done_;
  std::size_t next_ = 0;
  bool waits_ = false;  // For the party's audio.
  bool answered_ = false;
  TimerHandle pause_;  // While the last digit lasts.
};

}  // namespace tipring
