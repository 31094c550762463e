#pragma once

#include <cstddef>
#include <vector>

#include "runtime/rules/condition.h"

namespace tipring {

/// Tests that must all hold for a rule to hold, although they may not suffice.
struct RuleRow {
  std::size_t rule = 0;             ///< Its place in the order of deciding.
  std::vector<Comparison> tests{};  ///< At most one of an attribute.
};

/// The most rows that one rule is made into; one that would need more gives a single row without tests.
inline constexpr std::size_t most_rows_of_rule = 16;

/// A condition as alternatives (its disjunctive normal form, of which what no index can use is left out): where
/// it holds, the tests of at least one row hold.
std::vector<RuleRow> rows_of(std::size_t rule, const Condition& condition);

}  // namespace tipring
