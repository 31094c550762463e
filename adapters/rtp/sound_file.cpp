#include "adapters/rtp/sound_file.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <memory>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <samplerate.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/rtp/frame.h"
#include "adapters/rtp/sndfile_handle.h"

namespace tipring::rtp {
namespace {

constexpr std::size_t frames_at_once = 4096;
constexpr std::size_t longest_sound = std::size_t{3600} * sample_rate;

Error cannot_play(const char* code, const std::string& path, const std::string& why) {
  return {code, "cannot play " + path + ": " + why, false};
}

std::string text_of(int number) {
  return std::generic_category().message(number);
}

struct ConverterCloser {
  void operator()(SRC_STATE* state) const { src_delete(state); }
};
using Converter = std::unique_ptr<SRC_STATE, ConverterCloser>;

Result<SndfileHandle> open_sound(const std::string& path, SF_INFO& info) {
  // Not blocking, or a named pipe in the sounds folder would hold up every other sound.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return cannot_play("not-found", path, text_of(errno));
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor);
    return cannot_play("bad-sound", path, "not a regular file");
  }
  SndfileHandle file(sf_open_fd(descriptor, SFM_READ, &info, SF_TRUE));
  if (file == nullptr) return cannot_play("bad-sound", path, "not an audio file");
  if (info.channels < 1 || info.samplerate < 1) return cannot_play("bad-sound", path, "no audio in it");
  return file;
}

void mix_down(const std::vector<float>& interleaved, std::size_t frames, std::size_t channels,
              std::vector<float>& mono) {
  for (std::size_t i = 0; i < frames; ++i) {
    float sum = 0;
    for (std::size_t channel = 0; channel < channels; ++channel)
      sum += interleaved[i * channels + channel];
    mono[i] = sum / static_cast<float>(channels);
  }
}

void append(const std::vector<float>& mono, std::size_t count, std::vector<std::int16_t>& samples) {
  for (std::size_t i = 0; i < count; ++i) {
    const float value = std::clamp(mono[i] * 32768.0F, -32768.0F, 32767.0F);
    samples.push_back(static_cast<std::int16_t>(std::lrint(value)));
  }
}

// Brings blocks of mono audio of any rate to 8 kHz.
class Resampler {
 public:
  explicit Resampler(int from_rate) : ratio_(static_cast<double>(sample_rate) / from_rate) {
    int error = 0;
    if (from_rate != sample_rate) converter_.reset(src_new(SRC_SINC_MEDIUM_QUALITY, 1, &error));
  }

  bool usable(int from_rate) const {
    return from_rate == sample_rate || (converter_ != nullptr && src_is_valid_ratio(ratio_) != 0);
  }

  // `last`: nothing follows, what the filter still holds comes out.
  bool convert(const std::vector<float>& mono, std::size_t count, bool last,
               std::vector<std::int16_t>& samples) {
    if (converter_ == nullptr) {
      append(mono, count, samples);
      return true;
    }
    SRC_DATA data{};
    data.src_ratio = ratio_;
    data.end_of_input = last ? 1 : 0;
    data.data_in = mono.data();
    data.input_frames = static_cast<long>(count);
    data.data_out = out_.data();
    data.output_frames = static_cast<long>(out_.size());
    do {
      if (src_process(converter_.get(), &data) != 0) return false;
      append(out_, static_cast<std::size_t>(data.output_frames_gen), samples);
      data.data_in += data.input_frames_used;
      data.input_frames -= data.input_frames_used;
    } while (data.input_frames > 0 || data.output_frames_gen > 0);
    return true;
  }

 private:
  double ratio_;
  Converter converter_;
  std::vector<float> out_ = std::vector<float>(frames_at_once);
};

}  // namespace

Result<FileStamp> stamp_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return cannot_play("not-found", path, text_of(errno));
  return FileStamp{status.st_size, status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec};
}

Result<std::vector<std::int16_t>> decode_sound(const std::string& path) {
  SF_INFO info{};
  auto file = open_sound(path, info);
  if (!file) return file.error();
  Resampler resampler(info.samplerate);
  if (!resampler.usable(info.samplerate))
    return cannot_play("bad-sound", path, "a rate of " + std::to_string(info.samplerate) + " Hz");

  const auto channels = static_cast<std::size_t>(info.channels);
  std::vector<float> interleaved(frames_at_once * channels);
  std::vector<float> mono(frames_at_once);
  std::vector<std::int16_t> samples;
  for (bool last = false; !last;) {
    const sf_count_t read = sf_readf_float(file.value().get(), interleaved.data(), frames_at_once);
    const std::size_t frames = read > 0 ? static_cast<std::size_t>(read) : 0;
    last = frames < frames_at_once;
    mix_down(interleaved, frames, channels, mono);
    if (!resampler.convert(mono, frames, last, samples))
      return cannot_play("bad-sound", path, "cannot be resampled");
    if (samples.size() > longest_sound) return cannot_play("too-long", path, "longer than an hour");
  }
  return samples;
}

}  // namespace tipring::rtp
