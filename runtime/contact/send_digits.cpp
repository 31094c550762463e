#include "runtime/contact/send_digits.h"

#include <chrono>
#include <utility>

#include "runtime/contact/leg.h"

namespace tipring {
namespace {

// As the media sends them: 100 ms and a pause of 60 ms.
constexpr Duration digit_time = std::chrono::milliseconds(160);

}  // namespace

SendDigitsOperation::SendDigitsOperation(FloorContext& floor, Operations& operations, Leg& leg,
                                         std::string digits, Done done)
    : Operation(floor, operations, leg.id),
      receiver_(leg),
      by_signalling_(leg.traits.digits == DigitMethod::info),
      digits_(std::move(digits)),
      done_(std::move(done)) {}

void SendDigitsOperation::start(OperationHandle self) {
  self_ = self;
  if (by_signalling_) return signal_next();
  waits_ = !receiver_.media_is_ours();
  if (!waits_) send();
}

void SendDigitsOperation::media_came() {
  if (std::exchange(waits_, false)) send();
}

void SendDigitsOperation::send() {
  floor_.outbox.add([&media = floor_.media, leg = leg_, self = self_, digits = digits_] {
    media.send_digits(leg, self, digits);
  });
}

void SendDigitsOperation::signal_next() {
  if (next_ == digits_.size()) return end({.sent = true});
  answered_ = false;
  floor_.outbox.add([&telephony = floor_.telephony, leg = leg_, self = self_, digit = digits_[next_]] {
    telephony.send_digit(leg, self, digit);
  });
  ++next_;
  pause_ = floor_.loop.after(digit_time, [&operations = operations_, self = self_] {
    auto* operation = static_cast<SendDigitsOperation*>(operations.find(self));
    if (operation == nullptr) return;
    operation->pause_ = {};
    operation->go_on();
  });
}

void SendDigitsOperation::go_on() {
  if (answered_ && !pause_) signal_next();
}

void SendDigitsOperation::digit_answered(int status) {
  if (status >= 300) return end({.refusal = status});
  answered_ = true;
  go_on();
}

void SendDigitsOperation::cancel() {
  floor_.loop.cancel(pause_);
  if (by_signalling_ || waits_) return;
  floor_.outbox.add([&media = floor_.media, leg = leg_, self = self_] { media.stop_digits(leg, self); });
}

void SendDigitsOperation::leg_ended(const Release& /*release*/) {
  end({});
}

void SendDigitsOperation::digits_sent() {
  end({.sent = true});
}

void SendDigitsOperation::end(SentDigits outcome) {
  floor_.loop.cancel(pause_);
  complete([done = std::move(done_), outcome] { done(outcome); });
}

}  // namespace tipring
