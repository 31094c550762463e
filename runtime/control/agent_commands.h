#pragma once

#include "runtime/control/control.h"
#include "runtime/control/queue_contacts.h"
#include "runtime/queue/distributor.h"

namespace tipring {

/// Adds `agent.list`, `agent.show`, `agent.set` and `agent.release`. `distributor` must outlive the sessions of
/// `control`.
void add_agent_commands(Control& control, Distributor& distributor, QueueContacts contacts);

}  // namespace tipring
