// Contacts that an earlier run of the runtime has left open, because it was killed.
//
// The legs that had been answered are taken up and offered media anew; a contact goes on once its customer and
// whom it talked to have answered that, or are known to be gone.

#include <algorithm>
#include <utility>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

// Q.850, cause 41: temporary failure.
Release cut_off(std::string reason) {
  return {.by = Release::By::system, .status = 503, .cause = 41, .reason = std::move(reason)};
}

IncomingCall call_of(const OpenContact& open) {
  IncomingCall call;
  call.leg = open.customer;
  call.caller.user = open.caller;
  call.caller.display = open.caller_name;
  call.dialled.user = open.dialled;
  if (const OpenLeg* customer = open.find(open.customer)) {
    (customer->incoming ? call.caller : call.dialled).uri = customer->peer;
    call.transport = customer->transport;
  }
  call.phone = open.phone;
  call.trunk = open.trunk;
  return call;
}

std::string_view kind_of(const RecoveredPlace& place) {
  if (place.talks_to) return "talk";
  if (!place.queue.empty()) return "queue";
  return place.dialog.empty() ? "call" : "dialog";
}

}  // namespace

// It belongs to its attendant only once it goes on.
Contact& Calls::add_recovered(const OpenContact& open) {
  Contact& contact =
      contacts_.try_emplace(open.contact, open.contact, open.customer, call_of(open), open.arrived)
          .first->second;
  contact.legs.clear();
  contact.enterprise = open.enterprise;
  contact.version = open.version;
  contact.transferred_from = open.transferred_from;
  contact.transferred_by = open.transferred_by;
  contact.variables = open.variables;
  contact.why = open.why;
  contact.recovered = true;
  contact.attendant_done = true;
  return contact;
}

Leg* Calls::take_up(const OpenContact& open, const OpenLeg& lost) {
  auto leg = legs_.take_up(lost, open.contact);
  if (leg) return leg.value();
  floor_.log.write(LogLevel::warning, "contact " + to_string(open.contact) + ": leg " + to_string(lost.leg) +
                                          " with " + lost.peer +
                                          " cannot be taken up again: " + leg.error().text);
  legs_.note_lost(lost, open.contact, cut_off(leg.error().text));
  return nullptr;
}

void Calls::recover(const OpenContact& open) {
  Contact& contact = add_recovered(open);
  const OpenLeg* customer = open.find(open.customer);
  const bool was_answered = customer != nullptr && customer->answered;
  Recovery recovery{.place = {.dialog = open.dialog, .queue = open.queue}, .awaited = {}};
  for (const OpenLeg& lost : open.legs) {
    if (!lost.answered) {
      floor_.outbox.add([&telephony = floor_.telephony, leg = LostLeg{lost.leg, lost.state, lost.phone,
                                                                      lost.trunk}] { telephony.abandon(leg); });
      legs_.note_lost(lost, open.contact, cut_off("the runtime was killed before it was answered"));
      continue;
    }
    Leg* leg = take_up(open, lost);
    if (leg == nullptr) continue;
    const bool talks = customer != nullptr && lost.leg == customer->bridged_with;
    const bool goes_on = was_answered && (talks || lost.leg == open.customer) && leg->has_media();
    if (!goes_on) {
      legs_.release(*leg, cut_off("whom it was connected with is gone"));
      continue;
    }
    recovery.awaited.push_back(leg->id);
    if (talks) recovery.place.talks_to = leg->id;
    legs_.offer_anew(*leg);
  }
  if (std::ranges::find(recovery.awaited, open.customer) != recovery.awaited.end()) {
    recoveries_.emplace(open.contact, std::move(recovery));
    return;
  }
  // Nobody is left whom the contact is about.
  contact.cause = lost_cause;
  contact.enter(ContactState::releasing);
  for (const LegId id : std::vector<LegId>(contact.legs))
    legs_.release(*legs_.find(id), cut_off("whom it was connected with is gone"));
  end_if_over(open.contact);
}

bool Calls::offer_taken(Leg& leg) {
  if (!leg.recovering) return false;
  legs_.recovered(leg);
  const auto found = recoveries_.find(leg.contact);
  if (found == recoveries_.end()) return true;
  std::erase(found->second.awaited, leg.id);
  if (found->second.awaited.empty()) go_on(leg.contact);
  return true;
}

// It cannot be heard by what was in force before.
bool Calls::offer_refused_after_restart(Leg& leg, int status) {
  if (!leg.recovering) return false;
  legs_.release(leg, {.by = Release::By::system,
                      .status = status,
                      .cause = 41,
                      .reason = "new media after a restart was refused"});
  return true;
}

void Calls::ended_in_recovery(Contact& contact, const Leg& leg) {
  const auto found = recoveries_.find(contact.id);
  if (found == recoveries_.end()) return;
  Recovery& recovery = found->second;
  std::erase(recovery.awaited, leg.id);
  if (leg.id != contact.customer) {
    if (leg.id == recovery.place.talks_to) recovery.place.talks_to = {};
    if (recovery.awaited.empty()) go_on(contact.id);
    return;
  }
  recoveries_.erase(found);
  // Whoever says goodbye while we come back is not lost.
  if (leg.release.status != 0 && contact.cause.empty()) contact.cause = lost_cause;
  if (contact.state() == ContactState::attended) contact.enter(ContactState::releasing);
  for (const LegId id : contact.legs) {
    if (Leg* other = legs_.find(id)) legs_.release(*other, cut_off("whom it was connected with is gone"));
  }
}

void Calls::go_on(ContactId id) {
  const RecoveredPlace place = recoveries_.extract(id).mapped().place;
  Contact& contact = contacts_.find(id)->second;
  Entry entry{
      .kind = EntryKind::contact_recovered, .contact = id, .fields = {{"place", std::string(kind_of(place))}}};
  const std::string& name = place.queue.empty() ? place.dialog : place.queue;
  if (!name.empty()) entry.fields.emplace_back("name", name);
  floor_.ledger.write(std::move(entry));
  if (Leg* party = legs_.find(place.talks_to)) legs_.bridge(*legs_.find(contact.customer), *party);
  contact.attendant_done = false;
  attendant_.recovered(id, place);
}

Result<OperationHandle> Calls::resume_talk(ContactId contact, ConnectOperation::Done done) {
  auto customer = live_customer(contact);
  if (!customer) return customer.error();
  Leg* party = talks_to(customer.value());
  if (party == nullptr) return Error{"gone", "whom the caller talked to is gone", false};
  return operations_.start(
      std::make_unique<TalkOperation>(floor_, operations_, legs_, *customer.value(), *party, std::move(done)));
}

}  // namespace tipring
