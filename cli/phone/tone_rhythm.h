#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "cli/phone/tone_detector.h"

namespace tipring::cli {

/// What a beep sounds like, as long as it may last.
inline constexpr ToneHeard beep_tone{1000, 0};
inline constexpr std::chrono::milliseconds longest_beep{1000};

/// What is known of a tone's rhythm at some moment. Times of 0 are not known yet.
struct ToneRhythm {
  ToneHeard tone;
  std::chrono::milliseconds on{0};   ///< For how long it sounded, or sounds.
  bool still_on = false;             ///< It has not ended.
  std::chrono::milliseconds off{0};  ///< For how long it has been silent since.
  bool repeated = false;             ///< The same tone began again after `off`.
};

/// The tone's name by ITU-T E.180 and its supplement 2: "dial", "ringback", "busy", "congestion" or "beep".
/// Nothing as long as the rhythm leaves it open, so that a ringback cut short is not taken for a busy tone.
/// Pure.
std::optional<std::string_view> name_of(const ToneRhythm& rhythm);

}  // namespace tipring::cli
