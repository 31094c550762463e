#include "cli/phone/prompt_matcher.h"

#include <algorithm>

namespace tipring::cli {
namespace {

using Place = HeardAudio::Place;

constexpr std::size_t piece_samples = 960;  // 120 ms
constexpr std::size_t shortest_piece = 320;
constexpr Place beginning_length = 8000;

// A piece with less than this share of the loudest one's energy is a pause.
constexpr double pause = 0.003;

// So many pieces are searched for everywhere: the first one may have been lost.
constexpr std::size_t searched_pieces = 6;
constexpr std::size_t most_trails = 16;

constexpr double coarsely_alike = 0.45;
constexpr double alike = 0.8;
// Where a piece is found by looking around. A voice is alike at the next period of its pitch, too, and what has
// only been coded is nearly the same.
constexpr double much_alike = 0.93;
// From this share on, what arrived of a piece is evidence.
constexpr double evidence = 0.1;
constexpr double most_lost = 0.3;

constexpr Place trembling = 8;        // Samples by which a piece may lie beside its place.
constexpr Place longest_pitch = 160;  // Of the deepest voice: 20 ms.
constexpr Place longest_stop = 3200;  // 400 ms
constexpr Place longest_leap = 1600;  // The other way, when a receiver catches up.

std::vector<PromptPiece> cut(std::span<const std::int16_t> prompt) {
  std::vector<PromptPiece> pieces;
  double loudest = 0;
  for (std::size_t at = 0; at + shortest_piece <= prompt.size(); at += piece_samples) {
    const auto audio = prompt.subspan(at, std::min(piece_samples, prompt.size() - at));
    pieces.emplace_back(static_cast<Place>(at), at == 0 ? std::int16_t{0} : prompt[at - 1], audio);
    loudest = std::max(loudest, pieces.back().energy());
  }
  std::erase_if(pieces, [&](const PromptPiece& piece) { return piece.energy() <= pause * loudest; });
  return pieces;
}

}  // namespace

PromptMatcher::PromptMatcher(std::span<const std::int16_t> prompt)
    : pieces_(cut(prompt)), length_(static_cast<Place>(prompt.size())) {
  for (const PromptPiece& piece : pieces_) {
    samples_ += static_cast<double>(piece.length());
    if (piece.offset() - pieces_.front().offset() >= beginning_length) continue;
    ++beginning_pieces_;
    beginning_samples_ = samples_;
  }
  searches_.resize(std::min(pieces_.size(), searched_pieces));
}

void PromptMatcher::hear(std::span<const std::int16_t> audio) {
  if (whole_) return;
  heard_.append(audio);
  for (std::size_t number = 0; number < searches_.size(); ++number)
    search(number);
  for (Trail& trail : trails_)
    follow(trail);
  std::erase_if(trails_, [this](const Trail& trail) { return trail.given_up || trail.next == pieces_.size(); });
  heard_.forget_before(heard_.end() - length_ - longest_stop * 4);
}

// Looks at every new place; a peak of the coarse correlation is worth a closer look. A voice nearly repeats
// itself from one period of its pitch to the next, so a place found is held back until no likelier one is near.
void PromptMatcher::search(std::size_t number) {
  Search& search = searches_[number];
  const PromptPiece& piece = pieces_[number];
  const Place last = heard_.coarse_end() - piece.length() / HeardAudio::coarse_step;
  for (; search.next <= last; ++search.next) {
    const double here = piece.coarse_correlation(heard_, search.next);
    if (search.last > coarsely_alike && search.last >= search.last_but_one && search.last > here)
      look_closer(search, piece);
    search.last_but_one = search.last;
    search.last = here;
    const bool held = search.likest.likeness.correlation > 0;
    if (!held || search.next * HeardAudio::coarse_step <= search.likest.place + longest_pitch) continue;
    begin_trail(search.likest.place - piece.offset());
    search.likest = {};
  }
}

void PromptMatcher::look_closer(Search& search, const PromptPiece& piece) {
  const auto found = piece.refine(heard_, search.next - 1);
  if (found.likeness.correlation < much_alike || found.likeness.arrived < 0.5) return;
  if (found.likeness.correlation > search.likest.likeness.correlation) search.likest = found;
}

void PromptMatcher::begin_trail(Place begin) {
  const auto is_known = [begin](const Trail& trail) {
    return std::abs(trail.begin + trail.shift - begin) <= trembling;
  };
  if (std::ranges::any_of(trails_, is_known) || trails_.size() >= most_trails) return;
  Trail trail;
  trail.begin = begin;
  trails_.push_back(trail);
}

void PromptMatcher::follow(Trail& trail) {
  while (!trail.given_up && trail.next < pieces_.size() && follow_piece(trail)) {
    ++trail.next;
    if (trail.lost > most_lost * samples_) trail.given_up = true;
    if (!trail.given_up) tell(trail);
  }
}

// False when more must be heard first.
bool PromptMatcher::follow_piece(Trail& trail) {
  const PromptPiece& piece = pieces_[trail.next];
  const Place place = trail.begin + trail.shift + piece.offset();
  if (place + piece.length() + trembling > heard_.end()) return false;
  const auto samples = static_cast<double>(piece.length());
  const auto found = piece.find_near(heard_, place, trembling);
  if (found.likeness.arrived >= evidence && found.likeness.correlation >= alike) {
    trail.shift += found.place - place;
    accept(trail, samples, found.likeness);
    return true;
  }
  // Not where it should be: perhaps the line has stopped for a moment.
  if (place + piece.length() + longest_stop + trembling > heard_.end()) return false;
  if (find_moved(trail, piece, place) || find_torn(trail, piece, place)) return true;
  if (found.likeness.arrived < evidence) {
    trail.lost += samples;
  } else {
    trail.given_up = true;
  }
  return true;
}

bool PromptMatcher::find_moved(Trail& trail, const PromptPiece& piece, Place place) {
  const auto found = piece.find_between(heard_, place - longest_leap, place + longest_stop);
  if (found.likeness.arrived < 0.5 || found.likeness.correlation < much_alike) return false;
  trail.shift += found.place - place;
  accept(trail, static_cast<double>(piece.length()), found.likeness);
  return true;
}

// The line stopped within the piece: the first part is in its place up to where nothing arrived, the rest comes
// later.
bool PromptMatcher::find_torn(Trail& trail, const PromptPiece& piece, Place place) {
  Place split = 0;
  while (split < piece.length() && heard_.arrived(place + split))
    ++split;
  if (split == 0 || split == piece.length()) return false;
  const Likeness first = piece.compare(heard_, place, 0, static_cast<std::size_t>(split));
  if (first.correlation < alike) return false;
  const PromptPiece rest = piece.from(static_cast<std::size_t>(split));
  const auto found = rest.find_between(heard_, place + split, place + split + longest_stop);
  if (found.likeness.arrived < 0.5 || found.likeness.correlation < much_alike) return false;
  accept(trail, static_cast<double>(split), first);
  accept(trail, static_cast<double>(rest.length()), found.likeness);
  trail.shift += found.place - (place + split);
  return true;
}

void PromptMatcher::accept(Trail& trail, double samples, const Likeness& likeness) {
  trail.found += samples * likeness.arrived;
  trail.correlation += samples * likeness.arrived * likeness.correlation;
  trail.lost += samples * (1 - likeness.arrived);
}

void PromptMatcher::tell(const Trail& trail) {
  if (trail.found <= 0) return;
  const PromptPiece& last = pieces_[trail.next - 1];
  const Match match{trail.begin, trail.begin + trail.shift + last.offset() + last.length(),
                    trail.correlation / trail.found};
  if (!beginning_ && trail.next >= beginning_pieces_ && trail.lost <= most_lost * beginning_samples_)
    beginning_ = match;
  if (!whole_ && trail.next == pieces_.size()) whole_ = match;
}

}  // namespace tipring::cli
