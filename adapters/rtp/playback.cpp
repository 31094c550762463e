#include "adapters/rtp/playback.h"

#include <algorithm>
#include <utility>

namespace tipring::rtp {
namespace {

// What has no length must not cost a frame: the playback would be finished 20 ms late.
bool is_empty(const PreparedClip& clip) {
  if (const auto* samples = std::get_if<Samples>(&clip)) return *samples == nullptr || (*samples)->empty();
  if (const auto* silence = std::get_if<SilenceClip>(&clip)) return samples_in(silence->length) == 0;
  return TonePlayer(std::get<ToneClip>(clip)).finished();
}

}  // namespace

Playback::Playback(std::vector<PreparedClip> clips, std::string problem)
    : clips_(std::move(clips)), problem_(std::move(problem)) {
  std::erase_if(clips_, is_empty);
  begin_clip();
}

void Playback::begin_clip() {
  done_ = 0;
  if (finished()) return;
  if (const auto* tone = std::get_if<ToneClip>(&clips_[current_])) tone_ = TonePlayer(*tone);
}

std::size_t Playback::fill(std::span<std::int16_t> out) {
  const PreparedClip& clip = clips_[current_];
  if (std::holds_alternative<ToneClip>(clip)) return tone_.fill(out);
  std::size_t count = 0;
  if (const auto* samples = std::get_if<Samples>(&clip)) {
    count = std::min(out.size(), (*samples)->size() - done_);
    std::copy_n((*samples)->begin() + static_cast<std::ptrdiff_t>(done_), count, out.begin());
  } else {
    count = std::min(out.size(), samples_in(std::get<SilenceClip>(clip).length) - done_);
    std::fill_n(out.begin(), count, std::int16_t{0});
  }
  done_ += count;
  return count;
}

bool Playback::clip_finished() const {
  const PreparedClip& clip = clips_[current_];
  if (const auto* samples = std::get_if<Samples>(&clip)) return done_ == (*samples)->size();
  if (const auto* silence = std::get_if<SilenceClip>(&clip)) return done_ == samples_in(silence->length);
  return tone_.finished();
}

void Playback::next(Frame& out) {
  std::span<std::int16_t> rest(out);
  while (!rest.empty() && !finished()) {
    rest = rest.subspan(fill(rest));
    if (!clip_finished()) continue;
    ++current_;
    begin_clip();
  }
  std::fill(rest.begin(), rest.end(), std::int16_t{0});
}

}  // namespace tipring::rtp
