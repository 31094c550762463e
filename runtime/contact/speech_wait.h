#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "runtime/contact/operation.h"
#include "runtime/contact/speech_watch.h"

namespace tipring {

/// What is waited for: that the party speaks, or that it has been silent for a time.
struct SpeechWaitRequest {
  Duration silence{};  ///< Zero: for speech. Shorter than speech_pause is not told apart from that.
  Duration timeout{};
  bool anew = false;  ///< Speech that goes on from before the request does not count, see SpeechChange.
};

enum class SpeechWaitEnd : std::uint8_t { heard, timeout, hung_up };

struct SpeechWaitOutcome {
  SpeechWaitEnd end = SpeechWaitEnd::heard;
  /// For `heard`: from the request to the first word, or to the beginning of the silence. Zero for speech that
  /// goes on from before.
  Duration after{};
};

/// Waits until a leg's party begins to speak, or has fallen silent.
class SpeechWaitOperation final : public Operation {
 public:
  using Done = std::function<void(const SpeechWaitOutcome&)>;
  SpeechWaitOperation(FloorContext& floor, Operations& operations, Leg& leg, SpeechWaitRequest request,
                      Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  void speech_changed(SpeechChange change) override;

 private:
  TimerHandle end_after(Duration time, SpeechWaitEnd end);
  void end(SpeechWaitEnd end);

  Leg& party_;
  const SpeechWaitRequest request_;
  Done done_;
  std::optional<SpeechWatch> watch_;
  Instant began_{};
  Instant heard_at_{};  // The beginning of what is waited for.
  TimerHandle timeout_;
  TimerHandle silence_;
};

}  // namespace tipring
