#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runtime/base/ids.h"
#include "runtime/ledger/entry.h"

namespace tipring {

/// A number that a contact was not to call or write to: the ledger's second projection, a row for each entry
/// number.barred of a contact. Texts are UTF-8 without NUL.
struct BarredNumber {
  ContactId contact;
  std::uint64_t entry = 0;  ///< Its sequence.
  std::string number;       ///< As it was judged.
  std::string destination;  ///< Its class, where that is why; else empty.
  std::string why;          ///< For people, with the rule that says so.

  friend bool operator==(const BarredNumber&, const BarredNumber&) = default;
};

/// Nothing for an entry that tells of none.
std::optional<BarredNumber> barred_number_of(const Entry& entry);

}  // namespace tipring
