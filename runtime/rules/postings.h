#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tipring {

/// A set of rows, by their numbers: listed where they are few, a bit for each row where they are many.
class Posting {
 public:
  /// Rows in ascending order, each at most once after all; the last may be added again.
  void add(std::size_t row);

  /// Once all are added: `rows` is how many there are altogether.
  void settle(std::size_t rows);

  bool dense() const { return !bits_.empty(); }
  bool empty() const { return listed_.empty() && bits_.empty(); }
  std::span<const std::uint32_t> listed() const { return listed_; }
  std::uint64_t word(std::size_t place) const { return bits_[place]; }

 private:
  std::vector<std::uint32_t> listed_;
  std::vector<std::uint64_t> bits_;
};

/// How many words of 64 bits hold a bit for each of so many rows.
constexpr std::size_t words_for(std::size_t rows) {
  return (rows + 63) / 64;
}

}  // namespace tipring
