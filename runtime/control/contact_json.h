#pragma once

#include "runtime/control/json.h"
#include "runtime/floor.h"

namespace tipring {

/// A call as a line of a listing: id, state, caller, caller_name, dialled, arrived_at (microseconds since 1970
/// UTC) and the number of legs.
Json summary_of(const Contact& contact);

/// Everything about a call: the summary's, and its variables, and its legs with their media's figures.
Json details_of(const Contact& contact, const Floor& floor);

}  // namespace tipring
