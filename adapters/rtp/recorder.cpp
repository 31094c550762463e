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
      start_(start),
      stereo_(request.sides == RecordingSides::stereo),
      audio_(start, patience) {
  if (request.sides != RecordingSides::party) others_.emplace(Others{{start, patience}, {}});
  chunk_.reserve(chunk_samples);
}

void Recorder::hear(Codec codec, const RtpHeader& header, std::span<const std::uint8_t> payload, Instant now) {
  audio_.put(codec, header, payload, now);
}

void Recorder::hear_other(Codec codec, const RtpHeader& header, std::span<const std::uint8_t> payload,
                          Instant now) {
  if (others_) others_->party.put(codec, header, payload, now);
}

void Recorder::hear_own(const Frame& frame, Instant now) {
  if (!others_) return;
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(now - start_).count();
  others_->own.put(frame,
                   static_cast<std::uint64_t>(std::max<std::int64_t>(since, 0)) * (sample_rate / 1000) / 1000);
}

void Recorder::keep(const Frame& peer, const Frame& others, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (stereo_) {
      chunk_.push_back(peer[i]);
      chunk_.push_back(others[i]);
    } else {
      chunk_.push_back(clipped(peer[i] + others[i]));
    }
  }
}

std::optional<RecordingEnd> Recorder::take_frame() {
  Frame frame;
  Frame others{};
  if (others_) {
    const std::uint64_t position = others_->party.position();
    others_->party.take(others);
    others_->own.add_to(others, position);
  }
  audio_.take(frame);
  const std::size_t count = std::min(frame.size(), longest_ - recorded_);
  keep(frame, others, count);
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
