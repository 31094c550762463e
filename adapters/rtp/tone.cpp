#include "adapters/rtp/tone.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>

#include "adapters/rtp/frame.h"

namespace tipring::rtp {
namespace {

// The peak of a sine wave of -10 dBm0. G.711's full scale is a sine of 3.17 dBm0 (A-law: 3.14), see its note to
// table 1; the value lies 13.14 dB below 32,767.
constexpr double peak_alone = 7217;
// Each of two waves carries half the power: 3 dB less.
constexpr double peak_in_pair = 5103;

bool is_wave(double hertz) {
  return hertz > 0 && hertz < sample_rate / 2.0;
}

}  // namespace

SineWaves::SineWaves(double first_hertz, double second_hertz) {
  const double peak = is_wave(first_hertz) && is_wave(second_hertz) ? peak_in_pair : peak_alone;
  const auto start = [peak](Oscillator& oscillator, double hertz) {
    if (!is_wave(hertz)) return;
    const double angle = 2 * std::numbers::pi * hertz / sample_rate;
    oscillator.turn = 2 * std::cos(angle);
    oscillator.previous = -peak * std::sin(angle);
    oscillator.before = -peak * std::sin(2 * angle);
  };
  start(first_, first_hertz);
  start(second_, second_hertz);
}

double SineWaves::Oscillator::next() {
  const double value = turn * previous - before;
  before = previous;
  previous = value;
  return value;
}

void SineWaves::fill(std::span<std::int16_t> out) {
  for (std::int16_t& sample : out)
    sample = static_cast<std::int16_t>(std::lrint(first_.next() + second_.next()));
}

TonePlayer::TonePlayer(ToneClip clip)
    : clip_(std::move(clip)), left_(samples_in(clip_.length)), endless_(clip_.length.count() <= 0) {
  std::erase_if(clip_.parts, [](const ToneClip::Part& part) { return samples_in(part.length) == 0; });
  begin_part();
}

void TonePlayer::begin_part() {
  if (clip_.parts.empty()) return;
  const ToneClip::Part& part = clip_.parts[part_];
  left_in_part_ = samples_in(part.length);
  waves_ = SineWaves(part.first_hertz, part.second_hertz);
}

std::size_t TonePlayer::fill(std::span<std::int16_t> out) {
  // A tone without parts has nothing to repeat: it is over, rather than silent for ever.
  if (clip_.parts.empty()) return 0;
  std::size_t filled = 0;
  while (filled < out.size() && (endless_ || left_ > 0)) {
    if (left_in_part_ == 0) {
      part_ = (part_ + 1) % clip_.parts.size();
      begin_part();
    }
    std::size_t count = std::min(out.size() - filled, left_in_part_);
    if (!endless_) count = std::min(count, left_);
    waves_.fill(out.subspan(filled, count));
    filled += count;
    left_in_part_ -= count;
    if (!endless_) left_ -= count;
  }
  return filled;
}

KeyTone key_tone(char digit) {
  constexpr std::string_view keys = "123A456B789C*0#D";
  constexpr std::array<double, 4> rows{697, 770, 852, 941};
  constexpr std::array<double, 4> columns{1209, 1336, 1477, 1633};
  const auto at = keys.find(digit);
  if (at == std::string_view::npos) return {};
  return {rows[at / 4], columns[at % 4]};
}

}  // namespace tipring::rtp
