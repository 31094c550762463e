#include "cli/wire/voice.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "adapters/rtp/frame.h"
#include "adapters/rtp/sndfile_handle.h"
#include "runtime/base/chance.h"

namespace tipring::cli {
namespace {

constexpr double loudness = 6000;
constexpr double syllables_a_second = 4;

// Noise, dulled as speech is, that swells and fades like syllables.
std::vector<std::int16_t> murmur(std::uint32_t number) {
  Chance chance(number);
  std::vector<std::int16_t> samples(rtp::samples_in(voice_length));
  double dulled = 0;
  for (std::size_t index = 0; index < samples.size(); ++index) {
    dulled = 0.7 * dulled + (2 * chance.unit() - 1);
    const double phase =
        2 * std::numbers::pi * syllables_a_second * static_cast<double>(index) / rtp::sample_rate;
    samples[index] =
        static_cast<std::int16_t>(std::lround(loudness * dulled * (0.6 - 0.4 * std::cos(phase)) / 2));
  }
  return samples;
}

}  // namespace

Result<SoundClip> write_voice(std::uint32_t number, const std::filesystem::path& file) {
  const auto samples = murmur(number);
  SF_INFO format{};
  format.samplerate = rtp::sample_rate;
  format.channels = 1;
  format.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  const rtp::SndfileHandle output(sf_open(file.c_str(), SFM_WRITE, &format));
  const auto count = static_cast<sf_count_t>(samples.size());
  if (output == nullptr || sf_write_short(output.get(), samples.data(), count) != count) {
    return Error{"io-error", file.string() + " cannot be written: " + sf_strerror(output.get())};
  }
  return SoundClip{{}, {}, file.string(), voice_length};
}

}  // namespace tipring::cli
