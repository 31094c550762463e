#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/contact/call_permission.h"
#include "runtime/ledger/entry.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ports/messaging.h"
#include "runtime/ports/telephony.h"

namespace tipring {

enum class ContactState : std::uint8_t {
  attended,   ///< A script, and later a queue or an agent, has it in hand.
  joined,     ///< Two parties talk, and nobody attends them any more.
  releasing,  ///< The customer is gone or the script is done; what remains is being cleared.
  ended,
};

std::string_view to_string(ContactState state);
bool may_follow(ContactState from, ContactState to);

/// Contact::cause of one whose customer was transferred, or who has joined its two calls.
inline constexpr std::string_view transferred_cause = "transferred";

/// And of one whose party, customer or whom it talked to without a script, sent no audio any more.
inline constexpr std::string_view media_timeout_cause = "media-timeout";

/// And of one that the runtime's end has cut off, and whose customer is not there any more after a restart.
inline constexpr std::string_view lost_cause = "lost";

/// So many refusals to call a number are kept of a contact; the ledger has all.
inline constexpr std::size_t most_barred_kept = 20;

/// What is known of a customer, by name: "customer.known", "customer.tier".
using CustomerFacts = std::vector<std::pair<std::string, FieldValue>>;
inline constexpr std::string_view customer_prefix = "customer.";

/// One customer's business with us.
class Contact {
 public:
  Contact(ContactId own_id, LegId customer_leg, IncomingCall call, UtcTime at);
  /// A chat: without legs.
  Contact(ContactId own_id, const IncomingMessage& opening, UtcTime at);

  const ContactId id;
  const LegId customer;          ///< The customer's own leg; empty in a chat.
  ContactId transferred_from{};  ///< The contact that the customer was transferred from; empty: none.
  std::string transferred_by{};  ///< By whom: the number or name of the party that did.
  LegId transferor{};            ///< That party's leg, while it waits for what becomes of it.
  /// What the caller is refused with where nobody answers it any more: as the last target that it was to be
  /// connected with.
  std::optional<Release> not_reached{};
  std::string version{};     ///< Of the scripts that attend it: see Attendant::version_for(). May be empty.
  std::string enterprise{};  ///< Of the site: see Attendant::enterprise_for(). Empty: the site's own.
  int refusal = 0;           ///< Status with which the script refuses the transfer; 0: it does not.
  PartyAddress caller;
  PartyAddress dialled;
  Headers headers;
  std::string source;
  std::string phone;  ///< The phone of the site that calls; empty for others.
  std::string trunk;  ///< The trunk that the call came by; empty for others.
  UtcTime arrived_at;
  std::vector<LegId> legs;       ///< All that have not ended, the customer's included.
  std::deque<CallBar> barred{};  ///< What it was to call and may not, the last most_barred_kept.
  /// What scripts have set on it: the declared variables.
  std::map<std::string, FieldValue, std::less<>> variables;
  int priority = 0;  ///< In queues, as rules have said last, before a transfer too.
  std::vector<std::pair<std::string, FieldValue>>
      why;  ///< As rules decided last, before a transfer too: see why_record.h. May be empty.
  bool attendant_done = false;  ///< Nothing of the attendant's runs any more.
  bool recovered = false;       ///< It began before the runtime was killed, and goes on after a restart.
  std::string cause;            ///< Why it ends, for its last entry; empty: normal clearing.

  ContactState state() const { return state_; }
  void enter(ContactState next);

  /// Sets a variable, and tells the ledger.
  void set_variable(Ledger& ledger, std::string_view name, FieldValue value);

  /// Who the customer is from now on, and tells the ledger. The names begin with customer_prefix; they stand
  /// among the variables, in the place of those of whom it was taken for before.
  void identify(Ledger& ledger, const CustomerFacts& facts);

  /// Rules have decided about it, as `record` says (see why_record.h), and tells the ledger.
  void note_decided(Ledger& ledger, std::vector<std::pair<std::string, FieldValue>> record);

 private:
  ContactState state_ = ContactState::attended;
};

}  // namespace tipring
