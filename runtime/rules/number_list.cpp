#include "runtime/rules/number_list.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace tipring {
namespace {

constexpr std::size_t landmark_distance = 64;

// After a number and the beginning of the same digits, before whatever is longer.
NumberKey end_of(NumberKey number) {
  number.low |= 0xfU;
  return number;
}

}  // namespace

// A beginning comes before all that it covers but the number of the same digits, which is put after it here.
bool comes_first_on_list(const NumberKey& one, const NumberKey& other) {
  const NumberKey one_end = end_of(one);
  const NumberKey other_end = end_of(other);
  return one_end != other_end ? one_end < other_end : one > other;
}

NumberList::NumberList(std::vector<NumberKey> entries) : entries_(std::move(entries)) {
  if (!std::ranges::is_sorted(entries_, comes_first_on_list)) std::ranges::sort(entries_, comes_first_on_list);
  std::size_t kept = 0;
  for (const NumberKey& entry : entries_) {
    if (kept > 0 && (entries_[kept - 1] == entry || fits(entries_[kept - 1], end_of(entry)))) continue;
    entries_[kept++] = entry;
  }
  entries_.resize(kept);
  entries_.shrink_to_fit();
  landmarks_.reserve(kept / landmark_distance + 1);
  for (std::size_t place = 0; place < kept; place += landmark_distance)
    landmarks_.push_back(entries_[place]);
}

bool NumberList::has(std::string_view number) const {
  const auto key = number_key(number);
  if (!key) return false;
  const NumberKey end = end_of(*key);
  const auto beyond = std::ranges::upper_bound(landmarks_, end);
  if (beyond == landmarks_.begin()) return false;
  const std::size_t from = static_cast<std::size_t>(beyond - landmarks_.begin() - 1) * landmark_distance;
  const auto near = std::span(entries_).subspan(from, std::min(landmark_distance, entries_.size() - from));
  return fits(*std::prev(std::ranges::upper_bound(near, end)), *key);
}

}  // namespace tipring
