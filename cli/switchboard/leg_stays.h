#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/ledger/entry.h"

namespace tipring::cli {

/// Which calls legs have been part of, and since when, as the ledger tells it; of a bounded number of legs,
/// also such as are gone. Who transfers goes with the one transferred only to wait for what becomes of it: it
/// is part of the new call once it talks there.
class LegStays {
 public:
  /// Entries in the order of the ledger.
  void note(const Entry& entry);

  /// The legs that are or were part of a call; empty where none is known.
  std::vector<LegId> legs_of(ContactId contact) const;
  /// The call that a leg was part of at this time; empty for a leg that is not known.
  ContactId contact_of(LegId leg, UtcTime at) const;

 private:
  static constexpr std::size_t most_legs = 20'000;
  // Part of the call from a moment on.
  struct Stay {
    ContactId contact;
    UtcTime since;
  };

  void moved(const Entry& entry);
  void bridged(LegId leg, const Entry& entry);
  void stays(LegId leg, const Entry& entry);

  std::map<LegId, std::vector<Stay>> stays_;  // Legs have ascending ids: the oldest is first.
  std::multimap<ContactId, LegId> legs_;      // A leg that was transferred is in each of its calls.
  ContactId newest_{};                        // Of the calls,
  LegId customer_{};                          // and whose it is.
  std::map<LegId, ContactId> waiting_;        // Moved there, and not talking yet.
};

}  // namespace tipring::cli
