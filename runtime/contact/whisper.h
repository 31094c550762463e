#pragma once

#include <functional>
#include <vector>

#include "runtime/contact/play.h"

namespace tipring {

/// What a party that has answered hears alone, before it talks to whoever it was called for.
struct WhisperRequest {
  std::vector<PlayItem> items{};  ///< May be empty.
  /// The key by which the party takes the call, 0-9, *, #; 0: none is needed, the call is taken when the items
  /// have been played, and any key ends them.
  char accept_key = 0;
  Duration accept_within = std::chrono::seconds(10);  ///< From the items' end to that key, else it is refused.

  bool needed() const { return !items.empty() || accept_key != 0; }
};

enum class WhisperEnd : std::uint8_t {
  taken,   ///< Items that cannot be played are told in the log, and keep nobody from a call.
  no_key,  ///< Time was up.
};

/// Plays a whisper to a leg that has answered, and waits for the key. Nothing is told where the leg ends first.
class WhisperOperation final : public Operation {
 public:
  using Done = std::function<void(WhisperEnd end)>;
  WhisperOperation(FloorContext& floor, Operations& operations, Leg& leg, WhisperRequest request, Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool digit(char digit) override;

 private:
  void played();
  void stop();
  void end(WhisperEnd end);

  Leg& party_;
  WhisperRequest request_;
  Done done_;
  OperationHandle playing_;
  TimerHandle timer_;
};

}  // namespace tipring
