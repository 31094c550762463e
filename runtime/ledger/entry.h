#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/base/result.h"

namespace tipring {

/// What an entry tells. Its name in the journal is the word with its first underscore as a dot: "leg.answered".
enum class EntryKind : std::uint8_t {
  runtime_started,  ///< run, version; where so: open, how many contacts the run before has left open, which are
                    ///< taken up or ended from here on
  runtime_stopped,  ///< reason
  site_loaded,      ///< site, content (the version's address); of a runtime: number, by ("start", "reload",
                    ///< "rollback", "trial"), share (per cent of the customers, of a trial)
  contact_arrived,  ///< channel, caller, caller_name, dialled; where so: phone, trunk, transferred_from,
                    ///< transferred_by, enterprise, version (see short_version()); of a chat: continues, the
                    ///< contact before it
  contact_entered,  ///< what: "dialog", name: where the contact went
  contact_ended,    ///< cause
  leg_invited,      ///< direction, peer, transport; where so: phone, trunk
  leg_ringing,      ///< early
  leg_answered,
  leg_held,            ///< on, by: "us" or "peer"
  leg_path,            ///< media: see path_of() of a leg
  leg_state,           ///< state: the telephony adapter's own, as JSON
  leg_moved,           ///< from: the contact that the leg was part of
  leg_released,        ///< by, status, cause, reason
  transfer_asked,      ///< target, consulted: by the leg's party
  transfer_ended,      ///< status: what the leg's party was told
  bridge_made,         ///< with
  bridge_ended,        ///< with
  play_started,        ///< what
  play_finished,       ///< end: "done", "interrupted", "failed", "hung-up"
  contact_set,         ///< one field: the variable and its value
  contact_identified,  ///< customer.known, and what else is known of the customer: the names begin with
                       ///< "customer."
  digits_gathered,     ///< digits, end
  record_started,      ///< name
  record_finished,     ///< end, ms
  script_failed,       ///< error, doing
  phone_registered,    ///< phone, contact, source: a new place; renewals write nothing
  phone_unregistered,  ///< phone, contact, why: "left", "expired", "removed by operator",
                       ///< "phone removed" (from the site)
  conference_joined,   ///< conference, parties: how many there are with it, muted
  conference_left,     ///< conference, parties: how many are left, why: "left", "hung-up"
  conference_muted,    ///< conference, on
  trunk_changed,       ///< trunk, registration, answers ("yes", "no" or "unknown"), problem
  message_received,    ///< text: of the contact's customer
  message_sent,        ///< to: a SIP URI or a phone's name, text
  message_ended,       ///< status: by which it was taken or refused, problem: why it was not sent
  messages_waiting,    ///< phone, new, old: how many wait for it from now on
  number_barred,       ///< number, to: the URI, why: whom the contact was not to call or write to; where so:
                       ///< destination, the number's class
  hours_closed,        ///< hours: their name; where so: until (microseconds since 1970), reason
  hours_reopened,      ///< hours; where the time they were closed for is over: why ("expired")
  contact_decided,     ///< rules: the rule set, and what it saw: see why_record.h
  queue_entered,  ///< queue, priority; where so: needs (of its own), waited (milliseconds that count already),
                  ///< customer: as who it is known again, channel: other than "call", target (milliseconds in
                  ///< which the site means to answer), transferred_by
  queue_left,     ///< queue, why: see Departure, waited (milliseconds), go: where to
  queue_moved,    ///< queue: where the contact waits now, position (0: its usual place), by;
                  ///< where so: target, as above
  queue_drained,  ///< queue, on: whether nobody more is let in, by
  offer_made,  ///< offer: its number, queue, agent, by: why this agent, among: the agents that could have had
               ///< it, passed_over: the others, and why; next_contact, next_queue: who would have come next
  offer_answered,     ///< offer, agent: the phone has answered, and the agent is told of the contact
  offer_ended,        ///< offer, agent, end: see OfferEnd, ms: how long it was open, why
  offer_served,       ///< offer, agent, queue, ms: how long the two had to do with each other
  agent_changed,      ///< agent, state: see AgentState; where so: reason, presence (where the state hides it),
                      ///< wrap_up (milliseconds that it lasts yet), by
  contact_parked,     ///< place, by: who did; where so: ms: how long it may stay there
  contact_unparked,   ///< place, why: see ParkEnd; where so: by: who retrieved it
  supervision_began,  ///< leg: the supervisor's; supervisor, agent: their names, mode: see SupervisionMode
  supervision_mode,   ///< leg, mode: from now on
  supervision_ended,  ///< leg, why: see SupervisionEnd
  leg_recovered,      ///< after a restart: the leg's party has taken our offer, and the leg goes on
  contact_recovered,  ///< after a restart: where the contact goes on; place: "call", "dialog", "queue" or
                      ///< "talk", name: of the dialog or queue
};

std::string_view to_string(EntryKind kind);
std::optional<EntryKind> parse_entry_kind(std::string_view name);

/// The names of all kinds, in the order of EntryKind.
std::vector<std::string_view> entry_kind_names();

using FieldValue = std::variant<bool, std::int64_t, double, std::string>;

/// One fact. Plain data: what the ledger holds is all that a restart, a report or a replay has.
struct Entry {
  std::uint64_t sequence = 0;  ///< From 1, without gaps, over the whole life of the ledger.
  UtcTime at{};
  EntryKind kind{};
  ContactId contact{};  ///< Empty for entries of the runtime itself.
  LegId leg{};          ///< Empty where no leg is concerned.
  std::vector<std::pair<std::string, FieldValue>> fields{};

  /// Null when the entry has no such field, or one of another type.
  template <typename T>
  const T* field(std::string_view name) const {
    for (const auto& [key, value] : fields) {
      if (key == name) return std::get_if<T>(&value);
    }
    return nullptr;
  }
};

/// Appends the entry as one JSON object without a line end, keys in a fixed order: the same entry gives the
/// same bytes on every machine. Numbers are the shortest that read back the same (C++17, [charconv.to.chars]);
/// NaN and the infinities, which JSON lacks, are null. Bytes that are not UTF-8 become U+FFFD; see
/// make_canonical() for entries that come back exactly.
void append_json(const Entry& entry, std::string& out);

/// Fails with "bad-entry" on anything append_json() does not write. null reads as NaN.
Result<Entry> parse_entry(std::string_view json);

}  // namespace tipring
