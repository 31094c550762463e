// A party has the one it talks to connected elsewhere (RFC 3515, RFC 5589), or another takes its place (RFC
// 3891).
//
// Who is transferred becomes the customer of a contact of its own, which goes by the site's on.call like a call
// to the number that was asked for. Until it is served, who transferred it stays, and has it back where that
// fails.

#include <utility>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

bool is_same_party(const Leg& one, const Leg& other) {
  if (!one.phone.empty() || !other.phone.empty()) return one.phone == other.phone;
  return one.trunk == other.trunk && name_of(one) == name_of(other);
}

}  // namespace

Leg* Calls::talks_to(const Leg* leg) const {
  if (leg == nullptr || leg->state() != LegState::answered) return nullptr;
  Leg* other = legs_.find(leg->bridged_with);
  return other != nullptr && other->state() == LegState::answered ? other : nullptr;
}

void Calls::transfer_asked(LegId id, TransferRequest request) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr || !leg->live()) return;
  floor_.ledger.write({.kind = EntryKind::transfer_asked,
                       .contact = leg->contact,
                       .leg = id,
                       .fields = {{"target", request.target.uri}, {"consulted", request.consulted}}});
  Leg* party = talks_to(leg);
  if (party == nullptr) return refuse_transfer(*leg, 480, "it talks to nobody");
  if (!request.consulted) return transfer(*leg, *party, request);
  Leg* consultation = legs_.find(request.consultation);
  Leg* third = talks_to(consultation);
  if (third == nullptr || third == leg) return refuse_transfer(*leg, 481, "nobody is in the other call");
  // Who learns of another's call may not take it.
  if (!is_same_party(*leg, *consultation)) return refuse_transfer(*leg, 403, "the other call is not its own");
  join_consulted(*leg, *party, *consultation, *third);
}

void Calls::refuse_transfer(const Leg& leg, int status, const std::string& why) {
  floor_.log.write(LogLevel::warning, "contact " + to_string(leg.contact) + ": leg " + to_string(leg.id) +
                                          " with " + leg.peer.uri + " cannot transfer: " + why);
  floor_.ledger.write({.kind = EntryKind::transfer_ended,
                       .contact = leg.contact,
                       .leg = leg.id,
                       .fields = {{"status", std::int64_t{status}}}});
  legs_.transfer_status(leg, status);
}

void Calls::transfer(Leg& by, Leg& party, const TransferRequest& request) {
  part(by, party);
  Contact& contact = add_transferred(party, transferor_of(by), request.target, true);
  move({&party, &by}, contact);
  contact.transferor = by.id;
  legs_.transfer_status(by, 100);
  attendant_.attend(contact.id);
}

Result<ContactId> Calls::transfer_customer(ContactId id, PartyAddress dialled, const std::string& by) {
  auto customer = live_customer(id);
  if (!customer) return customer.error();
  Leg& leg = *customer.value();
  const Contact& from = contacts_.find(id)->second;
  floor_.ledger.write({.kind = EntryKind::transfer_asked,
                       .contact = id,
                       .leg = leg.id,
                       .fields = {{"target", dialled.uri}, {"consulted", false}}});
  if (!leg.conference.empty()) legs_.conferences().take_out(leg, "transferred");
  Leg* other = legs_.find(leg.bridged_with);
  if (other != nullptr) part(leg, *other);
  Contact& contact = add_transferred(leg, {by, from.phone, from.trunk}, std::move(dialled), true);
  const ContactId fresh = contact.id;
  move({&leg}, contact);
  if (other != nullptr && other->live()) legs_.release(*other, {.by = Release::By::local});
  attendant_.attend(fresh);
  return fresh;
}

void Calls::join_consulted(Leg& by, Leg& party, Leg& consultation, Leg& third) {
  // Before the contacts that they leave let go of who is left.
  legs_.transfer_status(by, 100);
  legs_.transfer_status(by, 200);
  floor_.ledger.write({.kind = EntryKind::transfer_ended,
                       .contact = by.contact,
                       .leg = by.id,
                       .fields = {{"status", std::int64_t{200}}}});
  part(by, party);
  part(consultation, third);
  PartyAddress dialled = third.peer;
  if (dialled.user.empty()) dialled.user = name_of(third);
  Contact& contact = add_transferred(party, transferor_of(by), std::move(dialled), false);
  move({&party, &third}, contact);
  contact.attendant_done = true;
  join(contact, party, third);
  // Both calls of who transfers are over by that.
  for (const Leg* left : {&by, &consultation}) {
    if (const auto from = contacts_.find(left->contact); from != contacts_.end() && from->second.cause.empty())
      from->second.cause = transferred_cause;
  }
  legs_.release(by, {.by = Release::By::local});
  legs_.release(consultation, {.by = Release::By::local});
}

void Calls::take_over(IncomingCall call) {
  Leg* old = legs_.find(call.replaces);
  Leg* party = talks_to(old);
  if (party == nullptr) {
    floor_.log.write(LogLevel::warning, "call from " + call.caller.uri +
                                            " refused with 481: the call that it is to "
                                            "replace is over");
    return floor_.telephony.reject(call.leg, 481, {}, {});
  }
  const ContactId id = floor_.ids.next_contact();
  Entry arrival{.kind = EntryKind::contact_arrived,
                .contact = id,
                .leg = call.leg,
                .fields = {{"channel", std::string("call")},
                           {"caller", call.caller.user},
                           {"caller_name", call.caller.display},
                           {"dialled", call.dialled.user},
                           {"transferred_from", to_string(old->contact)},
                           {"transferred_by", name_of(*old)}}};
  const std::string enterprise = contacts_.find(old->contact)->second.enterprise;
  if (!enterprise.empty()) arrival.fields.emplace_back("enterprise", enterprise);
  floor_.ledger.write(std::move(arrival));
  Leg& fresh = legs_.add_incoming(call, id);
  Contact& contact =
      contacts_.try_emplace(id, id, call.leg, std::move(call), floor_.loop.clock().utc()).first->second;
  contact.transferred_from = old->contact;
  contact.transferred_by = name_of(*old);
  contact.enterprise = enterprise;
  contact.attendant_done = true;
  if (auto answered = legs_.answer(fresh); !answered) {
    contact.enter(ContactState::releasing);
    contact.cause = "not-acceptable";
    return legs_.reject(fresh, 488, {});
  }
  part(*old, *party);
  move({party}, contact);
  join(contact, fresh, *party);
  legs_.release(*old, {.by = Release::By::local});
}

void Calls::part(Leg& one, Leg& other) {
  for (Leg* leg : {&one, &other}) {
    Operation* owner = operations_.find(leg->placed_by);
    leg->placed_by = {};
    if (owner != nullptr) owner->target_taken(*leg);
  }
  legs_.unbridge(one);
}

Calls::Transferor Calls::transferor_of(const Leg& leg) {
  return {name_of(leg), leg.phone, leg.trunk};
}

Contact& Calls::add_transferred(const Leg& customer, const Transferor& by, PartyAddress dialled,
                                bool attended) {
  const Contact& from = contacts_.find(customer.contact)->second;
  const bool was_customer = from.customer == customer.id;
  // What a phone says of itself is not to be taken for a trunk's word.
  const bool may_carry = was_customer && (by.trunk.empty() || !customer.trunk.empty());
  IncomingCall call{.leg = customer.id,
                    .caller = was_customer ? from.caller : customer.peer,
                    .dialled = std::move(dialled),
                    .headers = may_carry ? from.headers : Headers{},
                    .offer = {},
                    .transport = customer.transport,
                    .source = was_customer ? from.source : std::string(),
                    // Who transfers may call what it may call itself, and no more.
                    .phone = by.phone,
                    .trunk = by.trunk};
  if (call.caller.user.empty()) call.caller.user = name_of(customer);
  std::string enterprise =
      attended ? attendant_.enterprise_for(call.caller, call.dialled, from.enterprise) : from.enterprise;
  std::string version = attended ? attendant_.version_for(call.caller) : std::string();
  const ContactId id = floor_.ids.next_contact();
  Entry arrival{.kind = EntryKind::contact_arrived,
                .contact = id,
                .leg = customer.id,
                .fields = {{"channel", std::string("call")},
                           {"caller", call.caller.user},
                           {"caller_name", call.caller.display},
                           {"dialled", call.dialled.user},
                           {"transferred_from", to_string(from.id)},
                           {"transferred_by", by.name}}};
  if (!call.phone.empty()) arrival.fields.emplace_back("phone", call.phone);
  if (!call.trunk.empty()) arrival.fields.emplace_back("trunk", call.trunk);
  if (!enterprise.empty()) arrival.fields.emplace_back("enterprise", enterprise);
  if (!version.empty()) arrival.fields.emplace_back("version", version);
  floor_.ledger.write(std::move(arrival));
  Contact& contact =
      contacts_.try_emplace(id, id, customer.id, std::move(call), floor_.loop.clock().utc()).first->second;
  contact.legs.clear();
  contact.transferred_from = from.id;
  contact.transferred_by = by.name;
  contact.version = std::move(version);
  contact.enterprise = std::move(enterprise);
  // What one enterprise knows is not another's to see.
  if (contact.enterprise != from.enterprise) return contact;
  contact.priority = from.priority;
  contact.why = from.why;
  for (const auto& [name, value] : from.variables)
    static_cast<void>(set_variable(id, name, value));  // The contact is there.
  return contact;
}

// All of them first: what is told of the contacts they leave may end these.
void Calls::move(const std::vector<Leg*>& legs, Contact& to) {
  std::vector<ContactId> left;
  for (Leg* leg : legs) {
    Contact& from = contacts_.find(leg->contact)->second;
    std::erase(from.legs, leg->id);
    to.legs.push_back(leg->id);
    if (from.customer == leg->id) from.cause = transferred_cause;
    left.push_back(from.id);
    legs_.move(*leg, to.id);
  }
  for (std::size_t i = 0; i < legs.size(); ++i) {
    const auto found = contacts_.find(left[i]);
    if (found == contacts_.end()) continue;
    Contact& from = found->second;
    if (from.customer == legs[i]->id && !from.attendant_done) {
      if (from.state() == ContactState::attended) from.enter(ContactState::releasing);
      attendant_.released(from.id, {.by = Release::By::local, .reason = "transferred"});
      operations_.cancel_all(legs[i]->id);
    }
    end_if_over(left[i]);
  }
}

void Calls::join(Contact& contact, Leg& one, Leg& other) {
  contact.enter(ContactState::joined);
  legs_.bridge(one, other);
}

void Calls::note_progress(ContactId id, int status) {
  const auto found = contacts_.find(id);
  if (found == contacts_.end() || !found->second.transferor) return;
  if (status >= 200) return end_transfer(found->second, status);
  if (const Leg* by = legs_.find(found->second.transferor)) legs_.transfer_status(*by, status);
}

void Calls::end_transfer(Contact& contact, int status) {
  Leg* by = legs_.find(std::exchange(contact.transferor, {}));
  if (by == nullptr || !by->live()) return;
  legs_.transfer_status(*by, status);
  floor_.ledger.write({.kind = EntryKind::transfer_ended,
                       .contact = contact.id,
                       .leg = by->id,
                       .fields = {{"status", std::int64_t{status}}}});
  Leg* party = legs_.find(contact.customer);
  if (status >= 300 && party != nullptr && party->live()) return join(contact, *by, *party);
  legs_.release(*by, {.by = Release::By::local});
}

}  // namespace tipring
