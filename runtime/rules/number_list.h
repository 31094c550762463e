#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "runtime/rules/number_key.h"

namespace tipring {

/// Whether one comes before the other among the entries of a list: a beginning before all that it covers.
bool comes_first_on_list(const NumberKey& one, const NumberKey& other);

/// A set of numbers and of beginnings of numbers. Sixteen bytes an entry; one binary search a question. Never
/// changes.
class NumberList {
 public:
  NumberList() = default;
  /// Quick where they are in order already, by comes_first_on_list().
  explicit NumberList(std::vector<NumberKey> entries);

  /// Whether a dialled_number() is on the list, itself or by its beginning. A text that is no number is not.
  bool has(std::string_view number) const;

  /// Entries that count: those that a shorter beginning covers are left out.
  std::size_t size() const { return entries_.size(); }

  bool operator==(const NumberList&) const = default;

  /// What it holds of memory, in bytes.
  std::size_t bytes() const {
    return sizeof(*this) + (entries_.capacity() + landmarks_.capacity()) * sizeof(NumberKey);
  }

 private:
  // In order. No entry is covered by another, so that of all entries the last one not after a number is the
  // only one that can fit it.
  std::vector<NumberKey> entries_;
  // Every so-manieth entry: few enough to stay in the processor's cache, where most of a search then takes
  // place.
  std::vector<NumberKey> landmarks_;
};

}  // namespace tipring
