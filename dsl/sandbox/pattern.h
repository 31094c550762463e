#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipring::dsl {

/// A Lua pattern (Lua 5.1 reference manual, 5.4.1), taken apart once. A pattern has no alternation, so its
/// items stand in a row and matching needs no recursion: at most one way back is remembered for each item that
/// repeats.
///
/// Mistakes in a pattern count only when matching reaches them, as in Lua.
class Pattern {
 public:
  static constexpr std::size_t most_captures = 32;
  /// Of its text; bounds the memory it takes, which is not Lua's.
  static constexpr std::size_t longest = 8192;

  /// The bytes an item accepts.
  using ByteSet = std::bitset<256>;

  enum class Kind : std::uint8_t {
    single,         ///< One byte of the set.
    maximal,        ///< `*`: as many as possible. `+` is a single and a maximal.
    minimal,        ///< `-`: as few as possible.
    optional,       ///< `?`: one or none.
    open,           ///< `(`
    open_position,  ///< `()`
    close,          ///< `)`
    back,           ///< `%1`: what a capture holds.
    balanced,       ///< `%bxy`
    frontier,       ///< `%f[set]`
    end,            ///< `$` at the end of the pattern.
    mistake,
    matched,
  };

  struct Item {
    Kind kind = Kind::matched;
    std::uint8_t first = 0;   ///< Capture number, or x of %bxy.
    std::uint8_t second = 0;  ///< y of %bxy.
    std::uint32_t set = 0;    ///< Index of the byte set, or of the mistake's text.
  };

  /// Of at most `longest` bytes. `anchors`: a `^` at the beginning anchors (find, match, gsub) instead of
  /// standing for itself (gmatch).
  Pattern(std::string_view text, bool anchors);

  bool anchored() const { return anchored_; }
  const std::vector<Item>& items() const { return items_; }
  const ByteSet& set(std::uint32_t index) const { return sets_[index]; }
  const std::string& mistake(std::uint32_t index) const { return mistakes_[index]; }

  /// The pattern's text matches only itself: a search for plain text will do.
  static bool is_plain(std::string_view text);

 private:
  friend class PatternReader;
  bool anchored_ = false;
  std::vector<Item> items_;
  std::vector<ByteSet> sets_;
  std::vector<std::string> mistakes_;
};

/// A counter that runs down while matching.
struct StepBudget {
  std::uint64_t left = 0;
  std::uint64_t used = 0;
  /// False when no steps are left.
  bool take(std::uint64_t steps) {
    if (steps > left) return false;
    left -= steps;
    used += steps;
    return true;
  }
};

/// Matches one pattern against one subject.
class PatternMatch {
 public:
  enum class Outcome : std::uint8_t { matched, no_match, out_of_steps, mistake };

  struct Capture {
    enum class State : std::uint8_t { open, closed, position };
    std::size_t begin = 0;
    std::size_t length = 0;
    State state = State::open;
  };

  PatternMatch(const Pattern& pattern, std::string_view subject, StepBudget& steps);

  /// Looks for the first match that begins at `from` or later; only at `from` for an anchored pattern.
  Outcome search(std::size_t from);

  /// After `matched`.
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }
  std::size_t capture_count() const { return capture_count_; }
  const Capture& capture(std::size_t index) const { return captures_[index]; }

  /// After `mistake`.
  const std::string& mistake() const { return *mistake_; }

 private:
  // A way back: an item that repeats, where its repetition began, and where it stands.
  struct Choice {
    std::size_t item;
    std::size_t lowest;
    std::size_t at;
  };

  Outcome match_at(std::size_t position);
  Outcome run(std::size_t item, std::size_t position);
  std::optional<std::pair<std::size_t, std::size_t>> backtrack();
  bool accepts(const Pattern::Item& item, std::size_t position) const;
  std::optional<std::size_t> balanced(const Pattern::Item& item, std::size_t position);
  std::optional<std::size_t> repeated(const Pattern::Item& item, std::size_t position);
  bool at_frontier(const Pattern::Item& item, std::size_t position) const;
  void close_capture(std::size_t index, std::size_t position);

  const Pattern& pattern_;
  std::string_view subject_;
  StepBudget& steps_;
  std::array<Capture, Pattern::most_captures> captures_{};
  std::size_t capture_count_ = 0;
  std::vector<Choice> choices_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  const std::string* mistake_ = nullptr;
  bool exhausted_ = false;
};

}  // namespace tipring::dsl
