#pragma once

#include <optional>

#include "runtime/base/chance.h"
#include "runtime/base/clock.h"

namespace tipring::cli {

/// How long something takes: spread exponentially, or, where a standard deviation is given, log-normally.
struct Spread {
  Duration mean{};
  std::optional<Duration> deviation{};
};

Duration draw(const Spread& spread, Chance& chance);

}  // namespace tipring::cli
