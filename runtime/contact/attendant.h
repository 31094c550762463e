#pragma once

#include <string>

#include "runtime/base/ids.h"
#include "runtime/ports/telephony.h"

namespace tipring {

/// Where a contact was that an earlier run of the runtime has left open, as the ledger tells.
struct RecoveredPlace {
  std::string dialog{};  ///< That it has entered last; empty: none.
  std::string queue{};   ///< That it waits in, or that whom it talks to serves; empty: none.
  LegId talks_to{};  ///< The two are bridged again; empty: it talks to nobody, or whom it talked to is gone.
};

/// Whoever decides what happens to contacts: the scripts. Called by the floor during a turn; control thread
/// only.
class Attendant {
 public:
  virtual ~Attendant() = default;

  /// The version of the scripts that a contact of this customer gets which arrives now, for the ledger: it is
  /// asked once, right before attend(). Empty where there is but one.
  virtual std::string version_for(const PartyAddress& /*customer*/) const { return {}; }

  /// The enterprise of the site that a contact of this customer belongs to which arrives now at what was
  /// dialled: likewise. `before`: that of the contact that the customer was transferred from, which it stays
  /// with where the number is nobody's. Empty: the site's own.
  virtual std::string enterprise_for(const PartyAddress& /*customer*/, const PartyAddress& /*dialled*/,
                                     const std::string& /*before*/) const {
    return {};
  }

  /// A contact arrived, a call or a chat. Ends in Calls::finish() or Chats::finish().
  virtual void attend(ContactId contact) = 0;

  /// A contact of an earlier run goes on: its customer is there again. Ends like attend().
  virtual void recovered(ContactId contact, const RecoveredPlace& /*place*/) { attend(contact); }

  /// Whether it attends chats with whoever is written to; where not, messages are refused.
  virtual bool takes_messages(const PartyAddress& /*dialled*/) const { return false; }

  /// The customer is gone: everything that runs for the contact must end, then finish() is due. Not
  /// called where finish() was first.
  virtual void released(ContactId contact, const Release& release) = 0;
};

}  // namespace tipring
