#include "runtime/ledger/barred_number.h"

#include "runtime/ledger/storable_text.h"

namespace tipring {

std::optional<BarredNumber> barred_number_of(const Entry& entry) {
  if (entry.kind != EntryKind::number_barred || !entry.contact) return std::nullopt;
  return BarredNumber{.contact = entry.contact,
                      .entry = entry.sequence,
                      .number = storable_text(entry, "number"),
                      .destination = storable_text(entry, "destination"),
                      .why = storable_text(entry, "why")};
}

}  // namespace tipring
