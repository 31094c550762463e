#pragma once

#include "runtime/control/control.h"
#include "runtime/control/queue_contacts.h"
#include "runtime/queue/distributor.h"

namespace tipring {

/// Adds `queue.list`, `queue.show`, `queue.move`, `queue.drain` and `distributor.breaches`. `distributor` must
/// outlive the sessions of `control`.
void add_queue_commands(Control& control, Distributor& distributor, QueueContacts contacts);

}  // namespace tipring
