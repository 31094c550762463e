#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipring {

/// Looks for the name a person most likely meant. Distance is the number of single letters added, dropped,
/// changed or swapped with their neighbour (optimal string alignment, a form of Damerau's distance: Damerau, "A
/// technique for computer detection and correction of spelling errors", 1964); letters of another case are the
/// same. A name is only proposed when at most a third of its letters differ, so that no silly advice is given.
/// The answer does not depend on the order of the candidates: of equally near ones the one that shares the
/// longer beginning wins, then the one that comes first in byte order.
class NearestName {
 public:
  explicit NearestName(std::string_view name);

  void offer(std::string_view candidate);

  /// Nothing when no candidate was near enough.
  const std::optional<std::string>& best() const { return best_; }

 private:
  struct Score {
    std::size_t distance = 0;         // Letters, whatever their case.
    std::size_t letters_of_case = 0;  // Letters in which only the case differs, where the lengths agree.
    std::size_t shared_beginning = 0;
  };
  bool better(const Score& score, std::string_view candidate) const;

  std::string name_;
  std::optional<std::string> best_;
  Score best_score_;
};

/// The nearest of `candidates`, any range of strings.
template <typename Range>
std::optional<std::string> nearest(std::string_view name, const Range& candidates) {
  NearestName search(name);
  for (const auto& candidate : candidates)
    search.offer(candidate);
  return search.best();
}

inline std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& candidates) {
  return nearest<std::vector<std::string>>(name, candidates);
}

/// The end of a message about an unknown name: "; did you mean 'gather'?", or nothing.
std::string did_you_mean(const std::optional<std::string>& nearest_name);

}  // namespace tipring
