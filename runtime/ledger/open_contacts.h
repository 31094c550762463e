#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/ledger/entry.h"

namespace tipring {

/// One leg that has not ended, as the ledger tells.
struct OpenLeg {
  LegId leg{};
  bool incoming = false;
  std::string peer{};       ///< URI.
  std::string transport{};  ///< Of an incoming leg.
  std::string phone{};      ///< The phone of the site that it leads to; empty for others.
  std::string trunk{};      ///< The trunk that it goes by; empty for others.
  UtcTime invited{};
  std::optional<UtcTime> answered{};
  bool held_by_us = false;
  bool held_by_peer = false;
  LegId bridged_with{};  ///< Empty: with none.
  std::string state{};   ///< The telephony adapter's own, as it was told last; empty: it never was.
};

/// One contact that has not ended, as the ledger tells.
struct OpenContact {
  ContactId contact{};
  /// Sequence of its contact.arrived, or of that of a contact which a leg of it comes from: the ledger from
  /// here on tells all of it.
  std::uint64_t first_entry = 0;
  std::string channel{};      ///< "call" or "message".
  std::string caller{};       ///< User part of the caller's address.
  std::string caller_name{};  ///< Display name.
  std::string dialled{};      ///< User part of what was dialled.
  std::string phone{};
  std::string trunk{};
  std::string enterprise{};
  std::string version{};
  ContactId transferred_from{};
  std::string transferred_by{};
  UtcTime arrived{};
  LegId customer{};
  std::vector<OpenLeg> legs{};                                 ///< In the order of their invitations.
  std::map<std::string, FieldValue, std::less<>> variables{};  ///< And what is known of the customer.
  std::vector<std::pair<std::string, FieldValue>> why{};       ///< As rules decided last.
  std::string dialog{};  ///< That it has entered last; empty: none, or a queue since.
  std::string queue{};   ///< That it waits in, or that whom it talks to serves; empty: none.

  const OpenLeg* find(LegId leg) const;
};

/// The contacts that are open where the ledger ends: a sum over its entries, to be fed from any entry that is
/// not after the first of the oldest open contact. Entries of contacts whose beginning was not seen count for
/// nothing. Pure.
class OpenContacts {
 public:
  void fold(const Entry& entry);

  /// In the order of their ids. Leaves none behind.
  std::vector<OpenContact> take();
  std::size_t size() const { return contacts_.size(); }

 private:
  void arrived(const Entry& entry);
  static void apply(OpenContact& contact, const Entry& entry);
  static void apply_to_leg(OpenContact& contact, const Entry& entry);
  void move(OpenContact& to, const Entry& entry);

  std::map<ContactId, OpenContact> contacts_;
};

/// From where a ledger has to be read to know what is open at its end: the beginning of the oldest open
/// contact. A follower of the ledger that is written; keeps a few bytes for each open contact.
class OldestOpenEntry {
 public:
  void fold(const Entry& entry);
  /// A contact of an earlier run that goes on.
  void add(ContactId contact, std::uint64_t first_entry);

  /// Nothing is open that began before this sequence.
  std::uint64_t sequence() const;

 private:
  void forget(ContactId contact);

  std::map<ContactId, std::uint64_t> first_entries_;
  std::set<std::pair<std::uint64_t, ContactId>> open_;  // By their first entries.
  std::uint64_t next_ = 1;
};

}  // namespace tipring
