#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/contact/operation.h"
#include "runtime/contact/speech_watch.h"
#include "runtime/ports/speech.h"

namespace tipring {

/// What a play request may hold: ready clips, and text still to be spoken.
using PlayItem = std::variant<SoundClip, ToneClip, SilenceClip, SpeechRequest>;

struct PlayRequest {
  std::vector<PlayItem> items;
  bool barge_in = true;           ///< A digit ends it. The digit stays for the next gather.
  bool speech_barges_in = false;  ///< Speech that begins while it plays ends it, see SpeechChange::begins.
};

enum class PlayEnd : std::uint8_t { done, interrupted, failed, hung_up };
std::string_view to_string(PlayEnd end);

struct PlayOutcome {
  PlayEnd end = PlayEnd::done;
  std::string problem;  ///< For `failed`.
};

/// "welcome", "say: Your code is 7", "tone busy", "silence 2s": what people are told about an item.
std::string describe(const PlayItem& item);

/// Plays items one after the other on a leg with open media: first has the text spoken, then plays, in place of
/// what another operation plays on the leg, which ends as interrupted.
class PlayOperation final : public Operation {
 public:
  using Done = std::function<void(const PlayOutcome&)>;
  PlayOperation(FloorContext& floor, Operations& operations, Leg& leg, PlayRequest request, Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool digit(char digit) override;
  void media_came() override;
  void speech_changed(SpeechChange change) override;
  void play_finished(const std::string& problem) override;
  void play_replaced() override;

 private:
  void speak(std::size_t index);
  void spoken(std::size_t index, Result<SoundClip> clip);
  void play();
  void play_if_ready();
  void stop();
  void end(PlayEnd end, std::string problem = {});
  void write_finished(PlayEnd end);

  Leg& played_;
  PlayRequest request_;
  Done done_;
  std::vector<std::optional<Speech::Request>> speaking_;  // By item.
  std::size_t unspoken_ = 0;
  bool playing_ = false;
  std::optional<SpeechWatch> watch_;
};

}  // namespace tipring
