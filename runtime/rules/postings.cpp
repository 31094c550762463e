#include "runtime/rules/postings.h"

namespace tipring {

void Posting::add(std::size_t row) {
  const auto number = static_cast<std::uint32_t>(row);
  if (listed_.empty() || listed_.back() != number) listed_.push_back(number);
}

void Posting::settle(std::size_t rows) {
  // A bit takes as much room as a listed row does where one row in 32 is in the set.
  if (listed_.size() < words_for(rows) * 2) {
    listed_.shrink_to_fit();
    return;
  }
  bits_.assign(words_for(rows), 0);
  for (const std::uint32_t row : listed_)
    bits_[row / 64] |= std::uint64_t{1} << (row % 64);
  listed_ = {};
}

}  // namespace tipring
