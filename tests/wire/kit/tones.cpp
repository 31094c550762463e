#include "tests/wire/kit/tones.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "adapters/rtp/sound_file.h"
#include "tests/unit/adapters/rtp/goertzel.h"

namespace tipring::wire {
namespace {

// 40 ms of 8 kHz: tones 25 Hz apart can be told from each other.
constexpr std::size_t window = 320;
constexpr int windows_for_a_tone = 5;

std::vector<std::int16_t> samples_of(const std::string& wav) {
  auto samples = rtp::decode_sound(wav);
  return samples ? std::move(samples).value() : std::vector<std::int16_t>();
}

// The tone that a window is made of; 0 for none.
int tone_of(std::span<const std::int16_t> samples, const std::vector<int>& hertz) {
  if (rtp::mean_square(samples) < 1000) return 0;
  const auto fits = [&](int each) { return rtp::share_at(each, samples) > 0.8; };
  const auto found = std::find_if(hertz.begin(), hertz.end(), fits);
  return found == hertz.end() ? 0 : *found;
}

}  // namespace

std::vector<int> tones_in(const std::string& wav, const std::vector<int>& hertz) {
  const std::vector<std::int16_t> samples = samples_of(wav);
  std::vector<int> tones;
  int current = 0;
  int lasted = 0;
  int gap = 0;
  for (std::size_t at = 0; at + window <= samples.size(); at += window) {
    const int tone = tone_of(std::span(samples).subspan(at, window), hertz);
    if (tone == current) {
      gap = 0;
      if (++lasted == windows_for_a_tone && tone != 0) tones.push_back(tone);
    } else if (tone != 0 || ++gap == windows_for_a_tone) {
      // A packet that is late or lost makes no second tone of one.
      current = tone;
      lasted = 1;
      gap = 0;
    }
  }
  return tones;
}

}  // namespace tipring::wire
