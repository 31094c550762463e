#include "runtime/contact/contact.h"

#include <cassert>
#include <utility>

namespace tipring {

std::string_view to_string(ContactState state) {
  switch (state) {
    case ContactState::attended:
      return "attended";
    case ContactState::joined:
      return "joined";
    case ContactState::releasing:
      return "releasing";
    case ContactState::ended:
      return "ended";
  }
  return "";
}

bool may_follow(ContactState from, ContactState to) {
  return to > from;
}

Contact::Contact(ContactId own_id, LegId customer_leg, IncomingCall call, UtcTime at)
    : id(own_id),
      customer(customer_leg),
      caller(std::move(call.caller)),
      dialled(std::move(call.dialled)),
      headers(std::move(call.headers)),
      source(std::move(call.source)),
      phone(std::move(call.phone)),
      trunk(std::move(call.trunk)),
      arrived_at(at),
      legs{customer_leg} {}

Contact::Contact(ContactId own_id, const IncomingMessage& opening, UtcTime at)
    : id(own_id),
      caller(opening.sender),
      dialled(opening.recipient),
      headers(opening.headers),
      source(opening.source),
      phone(opening.phone),
      trunk(opening.trunk),
      arrived_at(at) {}

void Contact::enter(ContactState next) {
  assert(may_follow(state_, next));
  state_ = next;
}

void Contact::set_variable(Ledger& ledger, std::string_view name, FieldValue value) {
  ledger.write({.kind = EntryKind::contact_set, .contact = id, .fields = {{std::string(name), value}}});
  variables.insert_or_assign(std::string(name), std::move(value));
}

void Contact::identify(Ledger& ledger, const CustomerFacts& facts) {
  ledger.write({.kind = EntryKind::contact_identified, .contact = id, .fields = facts});
  std::erase_if(variables, [](const auto& variable) { return variable.first.starts_with(customer_prefix); });
  variables.insert(facts.begin(), facts.end());
}

void Contact::note_decided(Ledger& ledger, std::vector<std::pair<std::string, FieldValue>> record) {
  why = record;
  ledger.write({.kind = EntryKind::contact_decided, .contact = id, .fields = std::move(record)});
}

}  // namespace tipring
