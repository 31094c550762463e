#include "runtime/contact/wait.h"

#include <memory>
#include <utility>

namespace tipring {

WaitOperation::WaitOperation(FloorContext& floor, Operations& operations, Leg& leg, WaitRequest request)
    : Operation(floor, operations, leg.id), party_(leg), request_(std::move(request)) {}

void WaitOperation::start(OperationHandle self) {
  self_ = self;
  if (request_.announcement && request_.every > Duration::zero()) return announce();
  play_music();
}

void WaitOperation::announce() {
  next_announcement_ = floor_.loop.after(request_.every, [&operations = operations_, self = self_] {
    if (auto* wait = static_cast<WaitOperation*>(operations.find(self))) wait->announce();
  });
  std::vector<PlayItem> items = request_.announcement();
  const bool music_goes_on = operations_.find(playing_) != nullptr;
  if (items.empty()) {
    if (!music_goes_on) play_music();
    return;
  }
  operations_.cancel(playing_);
  play(std::move(items), true);
}

void WaitOperation::play_music() {
  const Instant now = floor_.loop.clock().now();
  // What is over at the moment at which it began would be played at that moment for ever.
  if (request_.music.empty() || music_began_ == now) return;
  music_began_ = now;
  play(request_.music, false);
}

// What cannot be played is told in the log. Music that cannot is not tried again before the next announcement.
void WaitOperation::play(std::vector<PlayItem> items, bool announces) {
  auto over = [&operations = operations_, self = self_, announces](const PlayOutcome& outcome) {
    auto* wait = static_cast<WaitOperation*>(operations.find(self));
    if (wait == nullptr) return;
    if (outcome.end == PlayEnd::done || announces) wait->play_music();
  };
  playing_ = operations_.start(std::make_unique<PlayOperation>(
      floor_, operations_, party_, PlayRequest{.items = std::move(items), .barge_in = false}, std::move(over)));
}

bool WaitOperation::digit(char digit) {
  if (request_.pressed) {
    const auto pressed = request_.pressed;  // It may cancel this.
    pressed(digit);
  }
  return true;
}

void WaitOperation::stop() {
  floor_.loop.cancel(next_announcement_);
  operations_.cancel(playing_);
}

void WaitOperation::cancel() {
  stop();
}

void WaitOperation::leg_ended(const Release& /*release*/) {
  stop();
  complete([] {});
}

}  // namespace tipring
