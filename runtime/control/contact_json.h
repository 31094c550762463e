#pragma once

#include <functional>
#include <string>

#include "runtime/control/json.h"
#include "runtime/floor.h"

namespace tipring {

/// A call as a line of a listing: id, state, caller, caller_name, dialled, arrived_at (microseconds since 1970
/// UTC), the number of legs, how many of them are held, and its channel.
Json summary_of(const Contact& contact, const Calls& calls);

/// Everything about a call: the summary's, and its variables, and its legs with who holds them and their
/// media's figures. `transport_of` says by what an outgoing leg goes.
Json details_of(const Contact& contact, const Floor& floor,
                const std::function<std::string(LegId)>& transport_of);

}  // namespace tipring
