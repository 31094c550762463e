#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "adapters/rtp/frame.h"
#include "adapters/rtp/tone.h"
#include "runtime/ports/media.h"

namespace tipring::rtp {

/// A decoded sound: 8 kHz, mono, 16 bit. Shared between the legs that play it.
using Samples = std::shared_ptr<const std::vector<std::int16_t>>;

/// A clip that needs no more work than copying and computing: fit for the media thread's tick.
using PreparedClip = std::variant<Samples, ToneClip, SilenceClip>;

/// Plays prepared clips one after the other, joined to the sample. Pure.
class Playback {
 public:
  /// `problem`: why the clip after the last one could not be prepared; empty when all could.
  Playback(std::vector<PreparedClip> clips, std::string problem);

  /// Fills `out` with the next 20 ms; silence after the end.
  void next(Frame& out);

  /// Nothing is left to play.
  bool finished() const { return current_ == clips_.size(); }
  const std::string& problem() const { return problem_; }

 private:
  void begin_clip();
  std::size_t fill(std::span<std::int16_t> out);
  bool clip_finished() const;

  std::vector<PreparedClip> clips_;
  std::string problem_;
  std::size_t current_ = 0;
  std::size_t done_ = 0;  // Samples of the current sound or silence.
  TonePlayer tone_{ToneClip{}};
};

}  // namespace tipring::rtp
