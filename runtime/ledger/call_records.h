#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/ledger/entry.h"

namespace tipring {

/// What a report says of one contact: a call detail record. Times are those of the ledger's entries, UTC; texts
/// are UTF-8 without NUL, which not every store can keep.
struct CallRecord {
  ContactId contact;
  std::uint64_t first_entry = 0;  ///< Sequence of its contact.arrived: the order in which contacts arrived.
  std::string channel;            ///< "call".
  std::string caller;             ///< User part of the caller's address: a number, a name; may be empty.
  std::string caller_name;        ///< Display name; may be empty.
  std::string dialled;            ///< User part of what was dialled (DNIS).
  std::string enterprise{};       ///< Of the site; empty: the site's own.
  UtcTime arrived{};
  std::optional<UtcTime> answered{};  ///< The caller's leg. Nothing: was never answered.
  std::optional<UtcTime> ended{};     ///< Nothing: is still going on.
  /// Why it ended, as in contact.ended: empty for normal clearing; "lost" where the runtime was killed.
  std::string cause{};
  int status = 0;         ///< SIP status with which the caller's leg ended; 0 for a BYE, or before its end.
  int release_cause = 0;  ///< Q.850 cause of the caller's leg, 1 to 127; 0 before its end.
  /// For how long the answered caller was bridged with a leg that had answered. Waiting, menus and early media
  /// do not count.
  Duration talk_time{};
  /// Parties invited, and such as came from another call and talked with the caller; the caller's leg included.
  int legs = 0;

  friend bool operator==(const CallRecord&, const CallRecord&) = default;
};

/// The ledger's first projection: call records as a sum over its entries. Pure: the same entries always give
/// the same records. A contact that the ledger never closed is closed when a later runtime.started appears:
/// with cause "lost", at the time of the last entry before, which is when the runtime was last known to live.
/// Where that runtime takes contacts up (`open` of its runtime.started), it goes on until contact.ended says
/// so; one whose customer was not there any more has ended at the same time.
class CallRecords {
 public:
  /// Takes the entries of a ledger, in order. Returns the records that the entry changed, as they are now.
  std::vector<CallRecord> fold(const Entry& entry);

  /// Contacts that have arrived and not ended.
  std::size_t open() const { return open_.size(); }

 private:
  struct OpenContact {
    CallRecord record;
    LegId caller_leg{};
    std::set<LegId> answered{};  ///< Legs that have answered and not been released.
    std::set<LegId> waiting{};   ///< Legs that came from another call and have not talked yet.
    LegId bridged_with{};        ///< The party that the caller hears; empty when there is none.
    std::optional<UtcTime> talking_since{};
    std::optional<UtcTime> cut_off{};  ///< When the runtime died in which it was, until it goes on in another.
  };

  std::vector<CallRecord> close_lost();
  std::vector<CallRecord> stop_talking();
  static bool apply(OpenContact& contact, const Entry& entry);
  static void released(OpenContact& contact, const Entry& entry);
  static void bridged(OpenContact& contact, const Entry& entry);
  static void update_talk(OpenContact& contact, UtcTime now);

  std::map<ContactId, OpenContact> open_;
  UtcTime last_seen_{};  ///< The time of the last entry.
};

}  // namespace tipring
