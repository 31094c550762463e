#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/rules/condition.h"
#include "runtime/rules/postings.h"

namespace tipring {

/// The rows that test one attribute, found by its value: by a hash of what it must be, of the beginning that a
/// telephone number must have, and by a segment tree over the bounds of numbers.
class AttributeIndex {
 public:
  /// To be called for each test before the first row is added.
  void note_bounds(const Comparison& test);

  /// Rows are added in ascending order, those without a test of this attribute by add_free().
  void add(std::size_t row, const Comparison& test);
  void add_free(std::size_t row) { free_.add(row); }

  /// Once all are added; `rows` is how many there are altogether.
  void settle(std::size_t rows);

  /// Appends the sets of rows whose tests may hold of what was seen: one that holds is in at least one of them,
  /// and so is every row without a test. An unknown value is not for this: any test may hold then.
  void find(const Observation& observation, std::vector<const Posting*>& found) const;

 private:
  struct ValueHash {
    std::size_t operator()(const FieldValue& value) const;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Beginnings = std::unordered_map<std::string, Posting, TextHash, std::equal_to<>>;

  void add_beginning(std::size_t row, std::string_view beginning);
  void add_segments(std::size_t row, std::size_t first, std::size_t last);
  std::size_t segment_of(double value) const;
  void find_number(std::string_view text, std::vector<const Posting*>& found) const;
  void find_segments(double value, std::vector<const Posting*>& found) const;

  Posting free_;
  Posting present_;
  Posting missing_;
  std::unordered_map<FieldValue, Posting, ValueHash> same_;  // Numbers as double.
  std::map<std::size_t, Beginnings> beginnings_;             // By their lengths.
  // Values between two neighbouring bounds are alike to all tests, and so are those that are a bound: with n
  // bounds these are 2n + 1 segments. The tree is kept as an array: the children of a node are at twice its
  // place.
  std::vector<double> bounds_;
  std::vector<Posting> tree_;
  std::size_t leaves_ = 0;
};

}  // namespace tipring
