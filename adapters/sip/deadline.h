#pragma once

#include <algorithm>
#include <optional>

#include "runtime/base/clock.h"

namespace tipring::sip {

/// The earlier of two deadlines, each of which there may not be.
inline std::optional<Instant> earlier(std::optional<Instant> first, std::optional<Instant> second) {
  if (!first || !second) return first ? first : second;
  return std::min(*first, *second);
}

}  // namespace tipring::sip
