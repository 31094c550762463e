#include "runtime/rules/rule_index.h"

#include <algorithm>
#include <bit>

namespace tipring {

RuleIndex::RuleIndex(std::vector<RuleRow> rows, std::size_t attributes) {
  std::vector<AttributeIndex> all(attributes);
  std::vector<bool> is_tested(attributes, false);
  for (const RuleRow& row : rows) {
    for (const Comparison& test : row.tests) {
      all[test.attribute].note_bounds(test);
      is_tested[test.attribute] = true;
    }
  }
  for (std::size_t attribute = 0; attribute < attributes; ++attribute) {
    if (!is_tested[attribute]) continue;
    AttributeIndex& index = all[attribute];
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const auto test = std::ranges::find(rows[row].tests, attribute, &Comparison::attribute);
      if (test == rows[row].tests.end()) {
        index.add_free(row);
      } else {
        index.add(row, *test);
      }
    }
    index.settle(rows.size());
    tested_.push_back(attribute);
    attributes_.push_back(std::move(index));
  }
  for (const RuleRow& row : rows)
    rules_.push_back(row.rule);
}

RuleIndex::Search::Search(const RuleIndex& index, std::span<const Observation> observations) : index_(index) {
  std::vector<const Posting*> found;
  for (std::size_t i = 0; i < index.tested_.size(); ++i) {
    const Observation& observation = observations[index.tested_[i]];
    if (observation.state == Observation::State::unknown) continue;
    found.clear();
    index.attributes_[i].find(observation, found);
    Sets sets;
    for (const Posting* posting : found) {
      if (posting->dense()) {
        sets.dense.push_back(posting);
      } else if (!posting->empty()) {
        sets.listed.push_back({posting->listed()});
      }
    }
    sets_.push_back(std::move(sets));
  }
}

std::uint64_t RuleIndex::Search::word_of(Sets& sets) const {
  std::uint64_t word = 0;
  for (const Posting* posting : sets.dense)
    word |= posting->word(place_);
  for (Listed& listed : sets.listed) {
    for (; listed.next < listed.rows.size() && listed.rows[listed.next] / 64 <= place_; ++listed.next) {
      if (listed.rows[listed.next] / 64 == place_) word |= std::uint64_t{1} << (listed.rows[listed.next] % 64);
    }
  }
  return word;
}

// The next word that is not empty.
bool RuleIndex::Search::read_word() {
  const std::size_t rows = index_.rules_.size();
  for (; place_ < words_for(rows); ++place_) {
    const std::size_t left = rows - place_ * 64;
    word_ = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    for (Sets& sets : sets_) {
      word_ &= word_of(sets);
      if (word_ == 0) break;
    }
    if (word_ != 0) {
      ++place_;
      return true;
    }
  }
  return false;
}

std::optional<std::size_t> RuleIndex::Search::next() {
  while (word_ != 0 || read_word()) {
    const auto bit = static_cast<std::size_t>(std::countr_zero(word_));
    word_ &= word_ - 1;
    const std::size_t rule = index_.rules_[(place_ - 1) * 64 + bit];
    // The rows of a rule are neighbours.
    if (rule == last_) continue;
    return last_ = rule;
  }
  return std::nullopt;
}

}  // namespace tipring
