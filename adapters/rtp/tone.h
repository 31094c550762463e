#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/ports/media.h"

namespace tipring::rtp {

/// One or two sine waves at telephone level: -10 dBm0 in all, the level most national plans give to tones that
/// people hear (ITU-T E.180), the two of a pair sharing it. Each wave is a recursive oscillator: two additions
/// and a multiplication a sample.
class SineWaves {
 public:
  /// Hertz between 0 and 4000, both excluded; 0 or anything outside is no wave.
  SineWaves(double first_hertz, double second_hertz);

  void fill(std::span<std::int16_t> out);

 private:
  struct Oscillator {
    double turn = 0;      // Twice the cosine of the angle from one sample to the next.
    double previous = 0;  // The last two samples.
    double before = 0;
    double next();
  };
  Oscillator first_;
  Oscillator second_;
};

/// Plays a ToneClip: its parts in turn until its length is reached, without end when the length is 0.
class TonePlayer {
 public:
  explicit TonePlayer(ToneClip clip);

  /// Fills the beginning of `out`; less than the whole only when the clip ends. The number of samples filled.
  std::size_t fill(std::span<std::int16_t> out);

  bool finished() const { return clip_.parts.empty() || (!endless_ && left_ == 0); }

 private:
  void begin_part();

  ToneClip clip_;
  std::size_t part_ = 0;
  std::size_t left_in_part_ = 0;
  std::size_t left_ = 0;
  bool endless_ = false;
  SineWaves waves_{0, 0};
};

/// The two frequencies of a key (ITU-T Q.23); both 0 when `digit` is none of 0-9, *, #, A-D.
struct KeyTone {
  double low_hertz = 0;
  double high_hertz = 0;
};
KeyTone key_tone(char digit);

}  // namespace tipring::rtp
