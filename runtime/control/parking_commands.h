#pragma once

#include "runtime/control/control.h"
#include "runtime/floor.h"

namespace tipring {

/// Adds `call.park`, `call.retrieve` and `call.parked`. `floor` must outlive the sessions of `control`.
void add_parking_commands(Control& control, Floor& floor);

}  // namespace tipring
