#pragma once

#include <string>
#include <string_view>

#include "runtime/ports/number_plan.h"

namespace tipring {

/// The form in which numbers are compared with those of lists.
class NumberForm {
 public:
  /// As they are dialled: no region says how else to read them.
  NumberForm() = default;
  /// International, read as within `region`. `plan` outlives this.
  NumberForm(const NumberPlan& plan, std::string region);

  /// "+12025550143" for whatever the plan reads as a number, else the dialled_number(). Names, which begin with
  /// a letter, stay as they are, and so does + with digits alone, which is international already.
  std::string of(std::string_view text) const;

  bool is_international() const { return plan_ != nullptr; }

 private:
  const NumberPlan* plan_ = nullptr;
  std::string region_;
};

}  // namespace tipring
