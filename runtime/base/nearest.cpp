#include "runtime/base/nearest.h"

#include <algorithm>
#include <vector>

namespace tipring {
namespace {

// Longer names are no slips of the finger, and the cost of a comparison grows with the square.
constexpr std::size_t longest_name = 128;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::size_t distance_between(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before(to.size() + 1);
  std::vector<std::size_t> previous(to.size() + 1);
  std::vector<std::size_t> current(to.size() + 1);
  for (std::size_t column = 0; column <= to.size(); ++column)
    previous[column] = column;
  for (std::size_t row = 1; row <= from.size(); ++row) {
    current[0] = row;
    for (std::size_t column = 1; column <= to.size(); ++column) {
      const char letter = lower(from[row - 1]);
      const char other = lower(to[column - 1]);
      const std::size_t changed = previous[column - 1] + (letter == other ? 0 : 1);
      current[column] = std::min({changed, previous[column] + 1, current[column - 1] + 1});
      const bool swapped =
          row > 1 && column > 1 && letter == lower(to[column - 2]) && lower(from[row - 2]) == other;
      if (swapped) current[column] = std::min(current[column], before[column - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[to.size()];
}

std::size_t allowed_distance(std::size_t longer) {
  return longer < 3 ? 0 : std::max<std::size_t>(1, longer / 3);
}

}  // namespace

NearestName::NearestName(std::string_view name) : name_(name) {}

void NearestName::offer(std::string_view candidate) {
  if (candidate.empty() || candidate == name_) return;
  const std::size_t longer = std::max(name_.size(), candidate.size());
  if (longer > longest_name) return;
  const std::size_t allowed = allowed_distance(longer);
  if (longer - std::min(name_.size(), candidate.size()) > allowed) return;
  Score score;
  score.distance = distance_between(name_, candidate);
  if (score.distance > allowed) return;
  const std::size_t shorter = std::min(name_.size(), candidate.size());
  while (score.shared_beginning < shorter &&
         name_[score.shared_beginning] == candidate[score.shared_beginning]) {
    ++score.shared_beginning;
  }
  for (std::size_t at = 0; at < shorter && name_.size() == candidate.size(); ++at) {
    if (name_[at] != candidate[at] && lower(name_[at]) == lower(candidate[at])) ++score.letters_of_case;
  }
  if (best_ && !better(score, candidate)) return;
  best_score_ = score;
  best_ = std::string(candidate);
}

bool NearestName::better(const Score& score, std::string_view candidate) const {
  if (score.distance != best_score_.distance) return score.distance < best_score_.distance;
  if (score.letters_of_case != best_score_.letters_of_case) {
    return score.letters_of_case < best_score_.letters_of_case;
  }
  if (score.shared_beginning != best_score_.shared_beginning) {
    return score.shared_beginning > best_score_.shared_beginning;
  }
  return candidate < *best_;
}

std::string did_you_mean(const std::optional<std::string>& nearest_name) {
  return nearest_name ? "; did you mean '" + *nearest_name + "'?" : std::string();
}

}  // namespace tipring
