#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/ledger/entry.h"

namespace tipring::cli {

/// What of a ledger does not depend on the network it went over, an entry a line: its kind, which of the
/// contact's legs it is about, and what it tells but for times, addresses and the adapters' own notes.
/// "leg 2 leg.released by=remote status=486".
std::string describe_for_order(const Entry& entry, const std::vector<LegId>& legs);

/// Whether each contact left the same entries in the same order in two runs of a play; contacts are paired in
/// the order of their arrival. Messages of text are in order among themselves. Nothing: they did. Else the
/// first difference, in several lines.
std::optional<std::string> difference_in_order(const std::vector<Entry>& simulated,
                                               const std::vector<Entry>& real);

}  // namespace tipring::cli
