#include <utility>

#include "runtime/contact/calls.h"

namespace tipring {

// Refused before it is a contact: this path must work when the ledger takes no more entries, so it writes none
// and does not wait for the turn's end.
void Calls::refuse(const IncomingCall& call, int status, const std::string& reason) {
  floor_.log.write(LogLevel::warning, "call from " + call.caller.uri + " (" + call.source + ") refused with " +
                                          std::to_string(status) + ": " + reason);
  floor_.telephony.reject(call.leg, status, {}, {{"Retry-After", "10"}});
}

void Calls::arrived(IncomingCall call) {
  if (refuse_status_ != 0) return refuse(call, refuse_status_, refuse_reason_);
  if (floor_.ledger.room() != JournalRoom::normal) return refuse(call, 503, "the ledger's disk is full");
  if (call.replaces) return take_over(std::move(call));
  const ContactId id = floor_.ids.next_contact();
  Entry arrival{.kind = EntryKind::contact_arrived,
                .contact = id,
                .leg = call.leg,
                .fields = {{"channel", std::string("call")},
                           {"caller", call.caller.user},
                           {"caller_name", call.caller.display},
                           {"dialled", call.dialled.user}}};
  if (!call.phone.empty()) arrival.fields.emplace_back("phone", call.phone);
  if (!call.trunk.empty()) arrival.fields.emplace_back("trunk", call.trunk);
  std::string enterprise = attendant_.enterprise_for(call.caller, call.dialled, {});
  if (!enterprise.empty()) arrival.fields.emplace_back("enterprise", enterprise);
  std::string version = attendant_.version_for(call.caller);
  if (!version.empty()) arrival.fields.emplace_back("version", version);
  floor_.ledger.write(std::move(arrival));
  Leg& leg = legs_.add_incoming(call, id);
  const auto servable = leg.remote_offer
                            ? examine_offer(*leg.remote_offer, floor_.settings.capabilities, leg.traits.srtp)
                            : Result<Negotiated>(Negotiated{});
  const auto [contact, inserted] =
      contacts_.try_emplace(id, id, call.leg, std::move(call), floor_.loop.clock().utc());
  contact->second.version = std::move(version);
  contact->second.enterprise = std::move(enterprise);
  if (servable) return attendant_.attend(id);
  floor_.log.write(LogLevel::warning,
                   "contact " + to_string(id) + ": refused with 488: " + servable.error().text);
  contact->second.attendant_done = true;
  contact->second.cause = "not-acceptable";
  contact->second.enter(ContactState::releasing);
  legs_.reject(leg, 488, {});
}

void Calls::ringing(LegId id, std::optional<SessionDescription> early) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr || !leg->live()) return;
  legs_.ringing(*leg, early);
  if (Operation* owner = operations_.find(leg->placed_by)) owner->target_ringing(*leg);
  note_progress(leg->contact, 180);
}

void Calls::answered(LegId id, SessionDescription description) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr || !leg->live() || leg->state() == LegState::answered) return;
  if (auto usable = legs_.answered(*leg, description); !usable) {
    floor_.log.write(LogLevel::warning, "contact " + to_string(leg->contact) + ": leg " + to_string(id) +
                                            " to " + leg->peer.uri + " ended: " + usable.error().text);
    return;
  }
  if (Operation* owner = operations_.find(leg->placed_by)) owner->target_answered(*leg);
  note_progress(leg->contact, 200);
}

void Calls::acknowledged(LegId id, std::optional<SessionDescription> description) {
  if (Leg* leg = legs_.find(id)) legs_.acknowledged(*leg, description);
}

void Calls::offered(LegId id, std::optional<SessionDescription> offer) {
  if (Leg* leg = legs_.find(id)) legs_.offered(*leg, offer);
}

void Calls::offer_accepted(LegId id, SessionDescription answer) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr || !leg->live()) return;
  const auto waited_for = legs_.offer_accepted(*leg, answer);
  if (!waited_for) {
    floor_.log.write(LogLevel::warning, "contact " + to_string(leg->contact) + ": leg " + to_string(id) +
                                            " ended: " + waited_for.error().text);
    return;
  }
  if (offer_taken(*leg)) return;
  if (waited_for.value()) operations_.offer_ended(id, 0);
}

void Calls::offer_refused(LegId id, int status) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr) return;
  if (offer_refused_after_restart(*leg, status)) return;
  const bool was_direct = leg->our_change && leg->our_change->elsewhere;
  if (legs_.offer_refused(*leg)) return operations_.offer_ended(id, status);
  floor_.log.write(LogLevel::info, "contact " + to_string(leg->contact) + ": leg " + to_string(id) + " with " +
                                       leg->peer.uri +
                                       (was_direct ? " takes no direct media: " : " refuses new media: ") +
                                       std::to_string(status));
}

void Calls::media_lost(LegId id) {
  if (Leg* leg = legs_.find(id)) legs_.offer_anew(*leg);
}

void Calls::take_digit(Leg& leg, char digit) {
  if (operations_.digit(leg.id, digit)) return;
  if (leg.pressed.size() < longest_type_ahead) leg.pressed.push_back(digit);
}

void Calls::digit(LegId id, char digit) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr) return;
  legs_.pass_on(*leg, digit, true);
  take_digit(*leg, digit);
}

void Calls::digit_signalled(LegId id, char digit) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr) return;
  legs_.pass_on(*leg, digit, false);
  take_digit(*leg, digit);
}

void Calls::digit_sent(LegId /*leg*/, OperationHandle id, int status) {
  if (Operation* operation = operations_.find(id)) operation->digit_answered(status);
}

void Calls::released(LegId id, Release release) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr) return;
  legs_.ended(*leg, std::move(release));
  const ContactId id_of_contact = leg->contact;
  Contact& contact = contacts_.find(id_of_contact)->second;
  if (id == contact.transferor) contact.transferor = {};
  // Of two who talk by themselves, one alone is none.
  if (contact.state() == ContactState::joined && !leg->beside) {
    contact.enter(ContactState::releasing);
    for (const LegId other : contact.legs) {
      if (Leg* left = legs_.find(other)) legs_.release(*left, {.by = Release::By::local});
    }
  }
  // The attendant first: it cancels what its tasks wait for, so that each of them is told once. The contact
  // keeps the leg until all have been told, and thereby stays.
  if (id == contact.customer && !contact.attendant_done) {
    if (contact.state() == ContactState::attended) contact.enter(ContactState::releasing);
    attendant_.released(contact.id, leg->release);
  }
  if (Operation* owner = operations_.find(leg->placed_by)) owner->target_ended(*leg);
  operations_.leg_ended(id, leg->release);
  std::erase(contact.legs, id);
  ended_in_recovery(contact, *leg);
  direct_media_.forget(id);
  legs_.remove(id);
  end_if_over(id_of_contact);
  const auto watched = watched_.extract(id);
  if (watched.empty()) return;
  for (auto& told : watched.mapped())
    floor_.loop.post(std::move(told));
}

void Calls::state_changed(LegId id, std::string state) {
  const Leg* leg = legs_.find(id);
  if (leg == nullptr) return;
  floor_.ledger.write({.kind = EntryKind::leg_state,
                       .contact = leg->contact,
                       .leg = id,
                       .fields = {{"state", std::move(state)}}});
}

void Calls::play_finished(LegId /*leg*/, OperationHandle id, std::string problem) {
  if (Operation* operation = operations_.find(id)) operation->play_finished(problem);
}

void Calls::record_finished(LegId /*leg*/, OperationHandle id, RecordingResult result) {
  if (Operation* operation = operations_.find(id)) operation->record_finished(result);
}

void Calls::digits_sent(LegId /*leg*/, OperationHandle id) {
  if (Operation* operation = operations_.find(id)) operation->digits_sent();
}

void Calls::speech_changed(LegId id, SpeechChange change) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr || leg->speech_watches == 0) return;
  leg->speaks = change != SpeechChange::ends;
  operations_.speech_changed(id, change);
}

void Calls::fell_silent(LegId id, std::chrono::milliseconds silence) {
  Leg* leg = legs_.find(id);
  // Before the answer nobody owes us audio: the media begins to count anew with the answer.
  if (leg == nullptr || leg->state() != LegState::answered) return;
  const std::string reason = "no media for " + std::to_string(silence.count() / 1000) + "s";
  floor_.log.write(LogLevel::warning, "contact " + to_string(leg->contact) + ": leg " + to_string(id) +
                                          " with " + leg->peer.uri + " ended: " + reason);
  Contact& contact = contacts_.find(leg->contact)->second;
  if ((id == contact.customer || (contact.state() == ContactState::joined && !leg->beside)) &&
      contact.cause.empty())
    contact.cause = media_timeout_cause;
  // Q.850, cause 102: recovery on timer expiry.
  legs_.release(*leg, {.by = Release::By::system, .cause = 102, .reason = reason});
}

}  // namespace tipring
