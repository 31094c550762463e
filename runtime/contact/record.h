#pragma once

#include <functional>
#include <optional>
#include <string>

#include "runtime/contact/operation.h"

namespace tipring {

struct RecordingRequest {
  std::string name;  ///< Of the recording: "3-142-1". Its file is this in the recordings folder, with ".wav".
  Duration longest{};
  Duration ends_after_silence{};  ///< Zero: silence does not end it.
  std::string ends_by_digits;     ///< Digits that end it.
  RecordingSides sides = RecordingSides::party;
};

enum class RecordEnd : std::uint8_t { digit, silence, longest, failed, hung_up, stopped };
std::string_view to_string(RecordEnd end);

struct RecordOutcome {
  RecordEnd end = RecordEnd::longest;
  SoundClip recording;
  std::string problem;  ///< For `failed`.
};

/// Records what the leg's party says, or both sides of its call. Without a `done` it goes on, and keeps what
/// came of it, until someone asks.
class RecordOperation final : public Operation {
 public:
  using Done = std::function<void(const RecordOutcome&)>;
  RecordOperation(FloorContext& floor, Operations& operations, Leg& leg, RecordingRequest request, Done done);

  /// Ends it where it still goes on, and tells what came of it. Once, and only without a `done` before.
  void ask(Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool digit(char digit) override;
  void record_finished(const RecordingResult& result) override;

 private:
  void stop();
  void end(RecordOutcome outcome);
  void write_finished(RecordEnd end, std::chrono::milliseconds length);
  std::chrono::milliseconds elapsed() const;

  Leg& recorded_;
  RecordingRequest request_;
  Done done_;
  std::string path_;
  Instant started_{};
  bool ended_by_digit_ = false;
  std::optional<RecordOutcome> outcome_;  // Nobody has asked for it yet.
};

}  // namespace tipring
