#pragma once

#include "runtime/control/control.h"
#include "runtime/control/event_feed.h"

namespace tipring {

/// Adds `events.list` and `events.follow`. `feed` must outlive the sessions of `control`.
void add_event_commands(Control& control, EventFeed& feed);

}  // namespace tipring
