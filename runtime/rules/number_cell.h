#pragma once

#include <string_view>

#include "runtime/base/result.h"
#include "runtime/rules/number_form.h"
#include "runtime/rules/number_key.h"

namespace tipring {

/// The numbers that one cell of a table names: one, those from `first` to `last` (numbers of as many digits),
/// or those of a beginning, which both are then.
struct NumberCell {
  NumberKey first{};
  NumberKey last{};

  bool operator==(const NumberCell&) const = default;
};

/// Reads "+1 202 555 0143", "+49900*" or "201 - 299", whose hyphen has blanks around it where it could stand
/// within a number. Fails with "bad-number" and says what is wrong; the text begins with the cell's in
/// quotation marks.
Result<NumberCell> read_number_cell(std::string_view text, const NumberForm& form);

}  // namespace tipring
