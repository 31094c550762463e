#include "cli/phone/prompt_piece.h"

#include <cmath>

namespace tipring::cli {
namespace {

// A coarse place is within half a step of the true one; the low-pass and noise may move it further.
constexpr HeardAudio::Place coarse_error = 6;

template <typename Signal>
double energy_of(const Signal& signal) {
  double sum = 0;
  for (const float value : signal)
    sum += double{value} * value;
  return sum;
}

}  // namespace

PromptPiece::PromptPiece(Place offset, std::int16_t before, std::span<const std::int16_t> audio)
    : offset_(offset), before_(before), audio_(audio.begin(), audio.end()) {
  for (const std::int16_t sample : audio) {
    fine_.push_back(HeardAudio::difference(sample, before));
    before = sample;
  }
  for (std::size_t i = 0; i + HeardAudio::coarse_step <= audio.size(); i += HeardAudio::coarse_step)
    coarse_.push_back(HeardAudio::low_passed(audio.subspan(i, HeardAudio::coarse_step)));
  energy_ = energy_of(fine_);
  coarse_energy_ = energy_of(coarse_);
}

PromptPiece PromptPiece::from(std::size_t samples) const {
  return {offset_ + static_cast<Place>(samples), samples == 0 ? before_ : audio_[samples - 1],
          std::span(audio_).subspan(samples)};
}

Likeness PromptPiece::compare(const HeardAudio& heard, Place place, std::size_t from, std::size_t to) const {
  double both = 0;
  double ours = 0;
  double theirs = 0;
  double all = 0;
  for (std::size_t i = from; i < to; ++i) {
    const double own = fine_[i];
    all += own * own;
    const Place at = place + static_cast<Place>(i);
    if (!heard.arrived(at)) continue;
    const double other = heard.fine(at);
    both += own * other;
    ours += own * own;
    theirs += other * other;
  }
  Likeness likeness;
  if (all > 0) likeness.arrived = ours / all;
  if (ours > 0 && theirs > 0) likeness.correlation = both / std::sqrt(ours * theirs);
  return likeness;
}

PromptPiece::Found PromptPiece::find_near(const HeardAudio& heard, Place place, Place reach) const {
  Found best{place, compare(heard, place)};
  for (Place away = 1; away <= reach; ++away) {
    for (const Place at : {place - away, place + away}) {
      const Likeness likeness = compare(heard, at);
      if (likeness.correlation > best.likeness.correlation) best = {at, likeness};
    }
  }
  return best;
}

PromptPiece::Found PromptPiece::find_between(const HeardAudio& heard, Place from, Place to) const {
  Place best = from / HeardAudio::coarse_step;
  double best_correlation = -1;
  for (Place at = from / HeardAudio::coarse_step; at <= to / HeardAudio::coarse_step; ++at) {
    const double correlation = coarse_correlation(heard, at);
    if (correlation <= best_correlation) continue;
    best = at;
    best_correlation = correlation;
  }
  return refine(heard, best);
}

double PromptPiece::coarse_correlation(const HeardAudio& heard, Place coarse_place) const {
  if (coarse_.empty() || coarse_place < heard.coarse_begin() ||
      coarse_place + static_cast<Place>(coarse_.size()) > heard.coarse_end())
    return 0;
  const auto window = heard.coarse(coarse_place, coarse_.size());
  float both = 0;
  float theirs = 0;
  for (std::size_t i = 0; i < window.size(); ++i) {
    both += coarse_[i] * window[i];
    theirs += window[i] * window[i];
  }
  const double scale = coarse_energy_ * double{theirs};
  return scale > 0 ? both / std::sqrt(scale) : 0;
}

PromptPiece::Found PromptPiece::refine(const HeardAudio& heard, Place coarse_place) const {
  return find_near(heard, coarse_place * HeardAudio::coarse_step, coarse_error);
}

}  // namespace tipring::cli
