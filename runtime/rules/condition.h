#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/rules/attribute.h"

namespace tipring {

/// Of three values (Kleene's strong logic): what depends on something unknown may be unknown itself.
enum class Truth : std::uint8_t { no, yes, unknown };

constexpr Truth truth(bool holds) {
  return holds ? Truth::yes : Truth::no;
}

/// One attribute against constants. Never holds of a missing attribute, but for `missing`; of one whose type is
/// not the constants' it does not hold either.
struct Comparison {
  enum class Kind : std::uint8_t {
    is,        ///< values[0]
    one_of,    ///< Any of `values`.
    above,     ///< A number, over values[0].
    at_least,  ///< A number, values[0] or over it.
    below,     ///< A number, under values[0].
    at_most,   ///< A number, values[0] or under it.
    between,   ///< A number, from values[0] to values[1], both included.
    number,    ///< A telephone number that fits any of the patterns `values`; see number_pattern.h.
    numbers,   ///< A telephone number from values[0] to values[1], both included: digits of the same count, +
               ///< alike.
    present,   ///< Anything at all.
    missing,   ///< Nothing.
  };
  std::size_t attribute = 0;  ///< Its place among those of the rule set.
  Kind kind = Kind::is;
  std::vector<FieldValue> values{};

  bool operator==(const Comparison&) const = default;
};

/// What a rule asks. Plain data.
struct Condition {
  enum class Kind : std::uint8_t {
    always,
    comparison,  ///< `comparison`
    all,         ///< Every one of `parts`; they may be none.
    any,         ///< At least one of `parts`.
    none,        ///< Not one of `parts`.
    predicate,   ///< A function of the script, `predicate` being its place among those of the rule set.
  };
  Kind kind = Kind::always;
  Comparison comparison{};
  std::vector<Condition> parts{};
  std::size_t predicate = 0;
};

/// Answers for the functions that scripts give as conditions; each is asked at most once in a decision.
class Predicates {
 public:
  virtual ~Predicates() = default;
  virtual Truth holds(std::size_t predicate) = 0;
};

/// Whether a text that a person dialled is from `first` to `last`; all three as dialled_number() gives them.
bool in_number_range(std::string_view number, std::string_view first, std::string_view last);

/// `observations` are those of the rule set's attributes, in their order.
Truth holds(const Comparison& test, std::span<const Observation> observations);

/// Asks a predicate only where all else leaves it to decide.
Truth holds(const Condition& condition, std::span<const Observation> observations, Predicates& predicates);

/// "customer.tier is \"gold\"", "reason is one of \"billing\", \"repair\"", "customer.size is above 500".
std::string to_text(const Comparison& test, std::span<const Attribute> attributes);

/// The same for a whole condition: "all of (…), and none of (…)". Predicates are named by `predicate_names`.
std::string to_text(const Condition& condition, std::span<const Attribute> attributes,
                    std::span<const std::string> predicate_names);

}  // namespace tipring
