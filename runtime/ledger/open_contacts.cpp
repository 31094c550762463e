#include "runtime/ledger/open_contacts.h"

#include <algorithm>
#include <string_view>

namespace tipring {
namespace {

// Of the contact's customer, among its variables.
constexpr std::string_view customer_facts = "customer.";

std::string text_of(const Entry& entry, std::string_view name) {
  const auto* text = entry.field<std::string>(name);
  return text == nullptr ? std::string() : *text;
}

bool is_on(const Entry& entry, std::string_view name) {
  const bool* on = entry.field<bool>(name);
  return on != nullptr && *on;
}

OpenLeg* leg_of(OpenContact& contact, LegId id) {
  const auto found = std::ranges::find(contact.legs, id, &OpenLeg::leg);
  return found == contact.legs.end() ? nullptr : &*found;
}

// A bridge is written from the side of either leg.
void bridge(OpenContact& contact, const Entry& entry, bool made) {
  const auto other = parse_leg_id(text_of(entry, "with")).value_or(LegId{});
  for (const auto& [id, with] : {std::pair(entry.leg, other), std::pair(other, entry.leg)}) {
    OpenLeg* leg = leg_of(contact, id);
    if (leg == nullptr) continue;
    if (made) {
      leg->bridged_with = with;
    } else if (leg->bridged_with == with) {
      leg->bridged_with = {};
    }
  }
}

void identify(OpenContact& contact, const Entry& entry) {
  std::erase_if(contact.variables,
                [](const auto& variable) { return variable.first.starts_with(customer_facts); });
  contact.variables.insert(entry.fields.begin(), entry.fields.end());
}

void enter(OpenContact& contact, const Entry& entry) {
  const std::string what = text_of(entry, "what");
  contact.dialog = what == "dialog" ? text_of(entry, "name") : std::string();
  if (what == "dialog") contact.queue.clear();
}

}  // namespace

const OpenLeg* OpenContact::find(LegId leg) const {
  const auto found = std::ranges::find(legs, leg, &OpenLeg::leg);
  return found == legs.end() ? nullptr : &*found;
}

void OpenContacts::fold(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::runtime_started:
      // One that says nothing of them has closed them all: see CallRecords.
      if (entry.field<std::int64_t>("open") == nullptr) contacts_.clear();
      return;
    case EntryKind::contact_arrived:
      return arrived(entry);
    case EntryKind::contact_ended:
      contacts_.erase(entry.contact);
      return;
    default:
      break;
  }
  const auto found = contacts_.find(entry.contact);
  if (found == contacts_.end()) return;
  if (entry.kind == EntryKind::leg_moved) return move(found->second, entry);
  if (entry.leg) apply_to_leg(found->second, entry);
  apply(found->second, entry);
}

void OpenContacts::arrived(const Entry& entry) {
  OpenContact contact{.contact = entry.contact,
                      .first_entry = entry.sequence,
                      .channel = text_of(entry, "channel"),
                      .caller = text_of(entry, "caller"),
                      .caller_name = text_of(entry, "caller_name"),
                      .dialled = text_of(entry, "dialled"),
                      .phone = text_of(entry, "phone"),
                      .trunk = text_of(entry, "trunk"),
                      .enterprise = text_of(entry, "enterprise"),
                      .version = text_of(entry, "version"),
                      .transferred_by = text_of(entry, "transferred_by"),
                      .arrived = entry.at,
                      .customer = entry.leg};
  contact.transferred_from = parse_contact_id(text_of(entry, "transferred_from")).value_or(ContactId{});
  contacts_.insert_or_assign(entry.contact, std::move(contact));
}

void OpenContacts::apply(OpenContact& contact, const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::contact_entered:
      return enter(contact, entry);
    case EntryKind::contact_set:
      for (const auto& [name, value] : entry.fields)
        contact.variables.insert_or_assign(name, value);
      return;
    case EntryKind::contact_identified:
      return identify(contact, entry);
    case EntryKind::contact_decided:
      contact.why = entry.fields;
      return;
    case EntryKind::queue_entered:
    case EntryKind::queue_moved:
      contact.dialog.clear();
      contact.queue = text_of(entry, "queue");
      return;
    case EntryKind::queue_left:
      // Who is answered belongs to the queue until that conversation is over.
      if (text_of(entry, "why") != "answered") contact.queue.clear();
      return;
    case EntryKind::offer_served:
      contact.queue.clear();
      return;
    default:
      return;
  }
}

void OpenContacts::apply_to_leg(OpenContact& contact, const Entry& entry) {
  if (entry.kind == EntryKind::leg_invited) {
    contact.legs.push_back({.leg = entry.leg,
                            .incoming = text_of(entry, "direction") == "incoming",
                            .peer = text_of(entry, "peer"),
                            .transport = text_of(entry, "transport"),
                            .phone = text_of(entry, "phone"),
                            .trunk = text_of(entry, "trunk"),
                            .invited = entry.at});
    return;
  }
  OpenLeg* leg = leg_of(contact, entry.leg);
  if (leg == nullptr) return;
  switch (entry.kind) {
    case EntryKind::leg_answered:
      leg->answered = entry.at;
      return;
    case EntryKind::leg_held:
      (text_of(entry, "by") == "us" ? leg->held_by_us : leg->held_by_peer) = is_on(entry, "on");
      return;
    case EntryKind::leg_state:
      leg->state = text_of(entry, "state");
      return;
    case EntryKind::bridge_made:
      return bridge(contact, entry, true);
    case EntryKind::bridge_ended:
      return bridge(contact, entry, false);
    case EntryKind::leg_released:
      std::erase_if(contact.legs, [&](const OpenLeg& each) { return each.leg == entry.leg; });
      return;
    default:
      return;
  }
}

// A leg that comes from another contact: to whoever it is customer of from now on, or whom that talks to.
void OpenContacts::move(OpenContact& to, const Entry& entry) {
  const auto from = parse_contact_id(text_of(entry, "from"));
  const auto found = from ? contacts_.find(*from) : contacts_.end();
  if (found == contacts_.end()) return;
  auto& legs = found->second.legs;
  const auto leg = std::ranges::find(legs, entry.leg, &OpenLeg::leg);
  if (leg == legs.end()) return;
  OpenLeg moved = std::move(*leg);
  legs.erase(leg);
  moved.bridged_with = {};
  to.first_entry = std::min(to.first_entry, found->second.first_entry);
  to.legs.push_back(std::move(moved));
}

std::vector<OpenContact> OpenContacts::take() {
  std::vector<OpenContact> open;
  for (auto& [id, contact] : contacts_)
    open.push_back(std::move(contact));
  contacts_.clear();
  return open;
}

void OldestOpenEntry::fold(const Entry& entry) {
  next_ = entry.sequence + 1;
  switch (entry.kind) {
    case EntryKind::contact_arrived:
      return add(entry.contact, entry.sequence);
    case EntryKind::leg_moved: {
      const auto from = first_entries_.find(parse_contact_id(text_of(entry, "from")).value_or(ContactId{}));
      const auto to = first_entries_.find(entry.contact);
      if (from != first_entries_.end() && to != first_entries_.end() && from->second < to->second)
        add(entry.contact, from->second);
      return;
    }
    case EntryKind::contact_ended:
      return forget(entry.contact);
    default:
      return;
  }
}

void OldestOpenEntry::add(ContactId contact, std::uint64_t first_entry) {
  forget(contact);
  first_entries_.emplace(contact, first_entry);
  open_.emplace(first_entry, contact);
}

void OldestOpenEntry::forget(ContactId contact) {
  const auto found = first_entries_.find(contact);
  if (found == first_entries_.end()) return;
  open_.erase({found->second, contact});
  first_entries_.erase(found);
}

std::uint64_t OldestOpenEntry::sequence() const {
  return open_.empty() ? next_ : open_.begin()->first;
}

}  // namespace tipring
