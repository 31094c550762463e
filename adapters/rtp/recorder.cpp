#include "adapters/rtp/recorder.h"

#include <algorithm>
#include <utility>

namespace tipring::rtp {
namespace {

// Packets may come this much later than the first one did and still be heard.
constexpr std::chrono::milliseconds patience{100};

constexpr std::size_t chunk_samples = sample_rate;

// A disk that is this far behind does not keep up.
constexpr std::size_t largest_backlog = std::size_t{60} * sample_rate;

}  // namespace

Recorder::Recorder(OperationHandle operation, const RecordRequest& request, std::shared_ptr<RecordingFile> file,
                   Instant start)
    : operation_(operation),
      longest_(samples_in(request.longest)),
      ends_after_silence_(request.ends_after_silence),
      file_(std::move(file)),
      audio_(start, patience) {
  chunk_.reserve(chunk_samples);
}

void Recorder::hear(Codec codec, const RtpHeader& header, std::span<const std::uint8_t> payload, Instant now) {
  audio_.put(codec, header, payload, now);
}

std::optional<RecordingEnd> Recorder::take_frame() {
  Frame frame;
  audio_.take(frame);
  const std::size_t count = std::min(frame.size(), longest_ - recorded_);
  chunk_.insert(chunk_.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(count));
  recorded_ += count;
  if (chunk_.size() >= chunk_samples) flush();
  if (recorded_ >= longest_) return RecordingEnd::longest_reached;
  if (ends_after_silence_.count() > 0 && silence_.hear(frame) >= ends_after_silence_)
    return RecordingEnd::silence;
  return std::nullopt;
}

void Recorder::flush() {
  std::vector<std::int16_t> next;
  next.reserve(chunk_samples + frame_samples);
  next.swap(chunk_);
  file_->append(std::move(next));
}

void Recorder::finish(RecordingEnd end) {
  flush();
  file_->finish(end);
}

bool Recorder::tick(Instant now) {
  if (file_->failed()) return true;
  if (file_->backlog() > largest_backlog) {
    file_->finish(RecordingEnd::failed);
    return true;
  }
  while (audio_.due(now)) {
    if (const auto end = take_frame()) {
      finish(*end);
      return true;
    }
  }
  return false;
}

void Recorder::stop(Instant now) {
  while (audio_.spoken(now)) {
    if (const auto end = take_frame()) return finish(*end);
  }
  finish(RecordingEnd::stopped);
}

}  // namespace tipring::rtp
