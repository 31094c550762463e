#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/words/definitions.h"
#include "runtime/base/result.h"
#include "runtime/ports/database.h"
#include "runtime/rules/condition.h"

namespace tipring::dsl {

/// What one cell of a rule table asks, as one of these: all of them are tests of the attribute beside them.
struct CellTest {
  Attribute attribute{};
  Comparison::Kind kind = Comparison::Kind::is;
  std::vector<FieldValue> values{};
};

/// Reads a cell of the column that stands for `field`, which is of `type`; "open" and "closed" take the names
/// of hours. As decision tables have it (DMN 1.3, section 7.3.10, S-FEEL's unary tests, with telephone numbers
/// and lists in addition):
///
///     NULL, empty or -                  anything
///     gold   "a, b"   true   5          that value
///     gold, silver                      one of these
///     > 500   >= 500   < 5   <= 5       a number compared
///     10..20                            a number, or a telephone number, from one to the other
///     +1202*, 3??                       telephone numbers by pattern
///     on list barred   not on list vip
///     ours   not ours   present   missing
///
/// Nothing where it asks nothing. Alternatives are several tests of which any suffices. Fails with "bad-cell",
/// and what was expected.
Result<std::vector<CellTest>> tests_of_cell(const std::string& field, const VariableType& type,
                                            const DatabaseValue& cell);

/// A cell that is to be a value of `type`. Fails with "bad-cell".
Result<FieldValue> value_of_cell(const VariableType& type, const DatabaseValue& cell);

/// A cell that is what a contact needs of agents: `spanish 3, billing`; a skill without a number is needed in
/// any proficiency. Fails with "bad-cell".
Result<std::map<std::string, int, std::less<>>> needs_of_cell(const Definitions& definitions,
                                                              const std::string& text);

}  // namespace tipring::dsl
