#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/phone/prompt_matcher.h"
#include "cli/phone/tone_detector.h"

namespace tipring::cli {

/// Something an ear made out.
struct EarEvent {
  enum class Kind : std::uint8_t {
    sound_began,    ///< After silence.
    silence_began,  ///< Nothing has been heard for Ear::silence_time.
    tone_began,     ///< `tone`.
    tone_named,  ///< The rhythm of the tone told its `name`: "dial", "ringback", "busy", "congestion", "beep".
    tone_ended,  ///< `tone`, and `name` if it was named.
    key,         ///< A key pressed within the audio: `name` is its digit.
    prompt_began,  ///< The beginning of the prompt `name` was heard.
    prompt_ended,  ///< All of the prompt `name` was heard.
  };
  Kind kind = Kind::sound_began;
  std::string name;
  ToneHeard tone;
  std::chrono::milliseconds at{0};  ///< Since the first frame: when it happened, which may be a while ago.
};

/// Makes out what is heard on a line: silence, tones with their rhythm, keys, and those prompts that it knows.
/// Pure: 20 ms at a time, in order.
class Ear {
 public:
  static constexpr std::chrono::milliseconds silence_time{1000};
  using Tell = std::function<void(const EarEvent&)>;

  explicit Ear(Tell tell) : tell_(std::move(tell)) {}

  /// From now on the prompt is listened for; any number of times. `samples`: 8 kHz.
  void know_prompt(std::string name, std::vector<std::int16_t> samples);

  /// From now on it is not: what is not expected costs nothing.
  void forget_prompt(const std::string& name);

  void hear(std::span<const std::int16_t, ToneDetector::frame_samples> frame);

 private:
  struct Prompt {
    std::string name;
    std::vector<std::int16_t> samples;
    // For an occurrence; while that goes on, `next` listens for another one, since it may be cut off.
    PromptMatcher matcher;
    std::size_t since = 0;  // The frame its matcher began with.
    std::optional<PromptMatcher> next;
    std::size_t next_since = 0;
  };
  struct Tone {
    ToneHeard tone;
    std::size_t began = 0;  // Frames.
    std::string name;
  };

  void listen_for_silence(std::span<const std::int16_t> frame);
  void listen_for_tones(std::span<const std::int16_t, ToneDetector::frame_samples> frame);
  void begin_tone(const ToneHeard& tone);
  void end_tone();
  void name_tone(const std::string& name);
  void prompt_began(Prompt& prompt);
  void listen_for_prompt(Prompt& prompt, std::span<const std::int16_t> frame);
  void tell(EarEvent::Kind kind, std::string name, ToneHeard tone, std::size_t frame) const;

  Tell tell_;
  std::size_t frame_ = 0;  // Heard so far.

  std::size_t quiet_frames_ = 0;
  bool silent_ = true;

  ToneDetector detector_;
  std::optional<Tone> tone_;
  // The last tone that ended, and for how long it sounded: what makes a rhythm with the next.
  std::optional<Tone> last_tone_;
  std::size_t last_tone_ended_ = 0;

  std::vector<Prompt> prompts_;
};

}  // namespace tipring::cli
