#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cli/phone/heard_audio.h"
#include "cli/phone/prompt_piece.h"

namespace tipring::cli {

/// Tells whether a known prompt is in what was heard. Both are 8 kHz samples; what was heard has come over a
/// line: coded by G.711, begun at any moment, with frames lost or delayed on the way.
///
/// The prompt is cut into pieces of 120 ms, and each piece that is not a pause must be found in its place by
/// normalised cross-correlation. The recordings of one voice share words, and two prompts may differ in one of
/// them only: so no piece may be unlike. What did not arrive is no evidence either way, up to three tenths
/// of the prompt. Where the line stopped for a moment, the rest may come up to 400 ms later.
///
/// Costs about 100,000 multiplications for each 20 ms heard, whatever the prompt's length, and remembers what
/// was heard for a little longer than the prompt lasts. A prompt of nothing but silence is never found. Pure.
class PromptMatcher {
 public:
  /// An occurrence. Places count samples since the first one heard.
  struct Match {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    double likeness = 0;  ///< The mean correlation of the pieces that arrived.
  };

  explicit PromptMatcher(std::span<const std::int16_t> prompt);

  /// Goes on listening, until the whole prompt has been heard.
  void hear(std::span<const std::int16_t> audio);

  /// The first time the whole prompt was heard.
  const std::optional<Match>& whole() const { return whole_; }

  /// The first time its beginning was heard: its first second, or all of a shorter prompt. For who answers
  /// before the prompt has ended.
  const std::optional<Match>& beginning() const { return beginning_; }

 private:
  using Place = HeardAudio::Place;

  // A place where the prompt may have begun, followed piece by piece.
  struct Trail {
    Place begin = 0;
    Place shift = 0;         // By how much the line has delayed it since.
    std::size_t next = 0;    // The piece to be looked for.
    double found = 0;        // Samples found, ...
    double correlation = 0;  // ...their correlations, weighted by them, ...
    double lost = 0;         // ...and samples that did not arrive.
    bool given_up = false;
  };
  // The search for one of the first pieces.
  struct Search {
    Place next = 0;   // The coarse place to be looked at.
    double last = 0;  // The coarse correlations at the two places before.
    double last_but_one = 0;
    PromptPiece::Found likest;  // Found and still to be outdone.
  };

  void search(std::size_t number);
  void look_closer(Search& search, const PromptPiece& piece);
  void begin_trail(Place begin);
  void follow(Trail& trail);
  bool follow_piece(Trail& trail);
  bool find_moved(Trail& trail, const PromptPiece& piece, Place place);
  bool find_torn(Trail& trail, const PromptPiece& piece, Place place);
  static void accept(Trail& trail, double samples, const Likeness& likeness);
  void tell(const Trail& trail);

  std::vector<PromptPiece> pieces_;  // Without the pauses.
  Place length_ = 0;                 // Of the prompt, pauses and all.
  double samples_ = 0;               // Of the pieces.
  std::size_t beginning_pieces_ = 0;
  double beginning_samples_ = 0;

  HeardAudio heard_;
  std::vector<Search> searches_;  // For each of the first pieces.
  std::vector<Trail> trails_;
  std::optional<Match> whole_;
  std::optional<Match> beginning_;
};

}  // namespace tipring::cli
