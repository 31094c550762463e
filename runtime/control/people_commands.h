#pragma once

#include "runtime/control/control.h"
#include "runtime/floor.h"

namespace tipring {

/// Adds what goes on between people: `call.supervise`, `call.park`, `call.retrieve` and `call.parked`. `floor`
/// must outlive the sessions of `control`.
void add_people_commands(Control& control, Floor& floor);

}  // namespace tipring
