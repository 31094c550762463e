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
};

enum class SpeechWaitEnd : std::uint8_t { heard, timeout, hung_up };

struct SpeechWaitOutcome {
  SpeechWaitEnd end = SpeechWaitEnd::heard;
  Duration after{};  ///< For `heard`: from the request to the first word, or to the beginning of the silence.
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
  void speech_changed(bool speaks) override;

 private:
  TimerHandle end_after(Duration time, SpeechWaitEnd end);
  void end(SpeechWaitEnd end);

  Leg& party_;
  const SpeechWaitRequest request_;
  Done done_;
  std::optional<SpeechWatch> watch_;
  Instant began_{};
  Instant silent_since_{};
  TimerHandle timeout_;
  TimerHandle silence_;
};

}  // namespace tipring
