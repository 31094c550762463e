#pragma once

#include <string>
#include <string_view>

#include "runtime/ledger/entry.h"

namespace tipring {

/// A field's text as every store can keep it: without NUL. Empty where the entry has none of this name.
std::string storable_text(const Entry& entry, std::string_view name);

}  // namespace tipring
