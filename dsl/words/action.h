#pragma once

#include <string>
#include <vector>

#include "dsl/binding/word.h"

namespace tipring::dsl {

/// Where a contact goes next, as a value: what a handler returns.
struct Action {
  enum class Kind { dialog, reject, redirect, hang_up };
  Kind kind = Kind::hang_up;
  std::string name{};                  ///< Of the dialog.
  int status = 0;                      ///< For reject.
  std::string reason{};                ///< For reject; may be empty.
  std::vector<std::string> targets{};  ///< For redirect.
};

}  // namespace tipring::dsl
