#pragma once

#include <optional>
#include <string_view>

#include "dsl/words/definitions.h"
#include "runtime/base/clock.h"

namespace tipring::dsl {

/// What `callee` gives, for zone of hours.
struct CalleeObject {};

/// Whether hours by the callee's clocks are open when the clocks of a number count: in all zones in which it
/// may be. Nothing where no zone of it is known, as of a name. `definitions` are those of a site that has
/// loaded; control thread only.
std::optional<bool> is_open_for(const Definitions& definitions, const Hours& hours, std::string_view number,
                                UtcTime time);

/// The clocks of those zones; empty where none is known.
std::vector<Zone> zones_of_number(const Definitions& definitions, std::string_view number);

}  // namespace tipring::dsl
