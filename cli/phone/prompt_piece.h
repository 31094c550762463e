#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cli/phone/heard_audio.h"

namespace tipring::cli {

/// How a piece compares with what was heard at one place.
struct Likeness {
  double correlation = 0;  ///< Normalised, -1 to 1; 1 is the same but for loudness.
  double arrived = 0;      ///< The share of the piece (of its energy) that has been heard at all.
};

/// A short part of a prompt that is compared as one, by normalised cross-correlation. Immutable.
class PromptPiece {
 public:
  using Place = HeardAudio::Place;

  /// `audio` begins at `offset` in the prompt; `before` is the sample in front of it.
  PromptPiece(Place offset, std::int16_t before, std::span<const std::int16_t> audio);

  Place offset() const { return offset_; }
  Place length() const { return static_cast<Place>(fine_.size()); }
  double energy() const { return energy_; }

  /// The piece without its first `samples`.
  PromptPiece from(std::size_t samples) const;

  Likeness compare(const HeardAudio& heard, Place place) const {
    return compare(heard, place, 0, fine_.size());
  }
  /// Only the samples of the piece from `from` to before `to`; `place` is still that of the whole piece.
  Likeness compare(const HeardAudio& heard, Place place, std::size_t from, std::size_t to) const;

  struct Found {
    Place place = 0;
    Likeness likeness;
  };
  /// The likest place no further than `reach` samples from `place`.
  Found find_near(const HeardAudio& heard, Place place, Place reach) const;
  /// The likest place from `from` to `to`, looked for coarsely first.
  Found find_between(const HeardAudio& heard, Place from, Place to) const;

  /// The coarse correlation at a place of the coarse signal; 0 where the heard signal does not reach.
  double coarse_correlation(const HeardAudio& heard, Place coarse_place) const;
  /// The likest place for one found coarsely.
  Found refine(const HeardAudio& heard, Place coarse_place) const;

 private:
  Place offset_;
  std::int16_t before_;
  std::vector<std::int16_t> audio_;
  std::vector<float> fine_;
  std::vector<float> coarse_;
  double energy_ = 0;
  double coarse_energy_ = 0;
};

}  // namespace tipring::cli
