#pragma once

#include <string>
#include <vector>

#include "runtime/control/json.h"

namespace tipring::cli {

/// Whether an event of the ledger, as it comes over the control socket, belongs to the story of a contact in
/// queues.
bool is_of_queues(const Json& event);

/// Such an event in plain words: a sentence about the contact, and what is to be added to it, a line each.
/// Not escaped for a terminal.
std::vector<std::string> told_of_queue(const Json& event);

}  // namespace tipring::cli
