#include "dsl/sandbox/pattern_cache.h"

namespace tipring::dsl {

const Pattern& PatternCache::get(std::string_view text, bool anchors) {
  Map& kept = anchors ? anchoring_ : literal_;
  if (const auto found = kept.find(text); found != kept.end()) return found->second;
  if (text.size() > longest_kept) return last_.emplace(text, anchors);
  // Emptied as a whole: scripts write their patterns down, so that a full cache means patterns made up on the
  // fly.
  if (kept.size() >= most_patterns) kept.clear();
  return kept.emplace(std::string(text), Pattern(text, anchors)).first->second;
}

}  // namespace tipring::dsl
