#pragma once

#include <optional>
#include <string>

#include "runtime/contact/call_permission.h"
#include "runtime/contact/floor_context.h"

namespace tipring {

/// The number that a SIP or tel: URI, or a tel: URI within a SIP URI, would have a carrier call: its user part
/// without escapes, parameters and separators, a local one with its phone-context before it. May be empty.
std::string called_number_of(const std::string& uri);

/// Why the caller may not call or write there: by a trunk to a number, or, `trunk` being empty, to a URI that
/// leads to a trunk's host, by its own or its maddr, or names a number without a host (tel:). Nothing: it may.
std::optional<CallBar> bar_of(const FloorContext& floor, const CallingParty& caller, const std::string& trunk,
                              const std::string& number, const std::string& uri);

/// Why the caller may not reach the URI where that turns out to be a trunk's address: its host may be a name
/// that has not been looked up yet. Nothing: it may wherever it is.
std::optional<CallBar> bar_at_trunks(const FloorContext& floor, const CallingParty& caller,
                                     const std::string& uri);

/// That it was refused, in log and ledger. `leg` may be empty.
void note_barred(const FloorContext& floor, ContactId contact, LegId leg, const std::string& uri,
                 const CallBar& bar);

}  // namespace tipring
