#pragma once

#include <map>
#include <string>

#include "cli/switchboard/floor_configuration.h"
#include "dsl/words/definitions.h"

namespace tipring::cli {

/// Adds the queues and agents of the site, or of one of its enterprises, by the names that operators know them
/// by. `enterprise`: empty for the site's own.
void add_queue_items(const dsl::Definitions& definitions, const std::string& enterprise,
                     std::map<std::string, FloorItem>& items);

}  // namespace tipring::cli
