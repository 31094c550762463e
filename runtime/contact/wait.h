#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "runtime/contact/operation.h"
#include "runtime/contact/play.h"

namespace tipring {

/// What a party hears that waits.
struct WaitRequest {
  std::vector<PlayItem> music{};  ///< Over and over; empty: silence.
  /// Asked for what to say right at the beginning and then so often; may give nothing. Not asked where `every`
  /// is zero.
  std::function<std::vector<PlayItem>()> announcement{};
  Duration every{};
  /// A key of the party, as an event within the turn. It may cancel the operation.
  std::function<void(char key)> pressed{};
};

/// Plays music, and announcements between it, until it is cancelled or the leg ends. Keys of the party are told
/// and kept from everybody else.
class WaitOperation final : public Operation {
 public:
  WaitOperation(FloorContext& floor, Operations& operations, Leg& leg, WaitRequest request);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool digit(char digit) override;

 private:
  void play_music();
  void announce();
  void play(std::vector<PlayItem> items, bool announces);
  void stop();

  Leg& party_;
  const WaitRequest request_;
  OperationHandle playing_;
  std::optional<Instant> music_began_;  // Last.
  TimerHandle next_announcement_;
};

}  // namespace tipring
