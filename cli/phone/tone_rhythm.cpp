#include "cli/phone/tone_rhythm.h"

#include <cstdlib>

namespace tipring::cli {
namespace {

using std::chrono::milliseconds;

// Detection takes part of a frame or two at either end.
bool about(milliseconds time, milliseconds expected) {
  return std::abs((time - expected).count()) <= 60;
}

bool in_rhythm(const ToneRhythm& rhythm, milliseconds beat) {
  return rhythm.repeated && about(rhythm.on, beat) && about(rhythm.off, beat);
}

}  // namespace

std::optional<std::string_view> name_of(const ToneRhythm& rhythm) {
  constexpr ToneHeard europe{425, 0};
  constexpr ToneHeard american_dial{350, 440};
  constexpr ToneHeard american_ringback{440, 480};
  constexpr ToneHeard american_busy{480, 620};

  if (rhythm.tone == american_dial) return "dial";
  if (rhythm.tone == american_ringback) return "ringback";
  if (rhythm.tone == beep_tone) {
    if (!rhythm.still_on && rhythm.on <= longest_beep && rhythm.off >= milliseconds(100)) return "beep";
    return std::nullopt;
  }
  if (rhythm.tone != europe && rhythm.tone != american_busy) return std::nullopt;
  if (in_rhythm(rhythm, milliseconds(500))) return "busy";
  if (in_rhythm(rhythm, milliseconds(250))) return "congestion";
  if (rhythm.tone != europe) return std::nullopt;
  // Longer than the burst of a ringback tone anywhere in Europe.
  if (rhythm.still_on && rhythm.on >= milliseconds(1500)) return "dial";
  if (!rhythm.still_on && about(rhythm.on, milliseconds(1000)) && rhythm.off >= milliseconds(800))
    return "ringback";
  return std::nullopt;
}

}  // namespace tipring::cli
