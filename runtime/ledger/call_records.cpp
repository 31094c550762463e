#include "runtime/ledger/call_records.h"

#include <algorithm>
#include <utility>

#include "runtime/ledger/storable_text.h"

namespace tipring {
namespace {

int number(const Entry& entry, std::string_view name) {
  const auto* value = entry.field<std::int64_t>(name);
  return value == nullptr ? 0 : static_cast<int>(std::clamp<std::int64_t>(*value, 0, 999));
}

}  // namespace

std::vector<CallRecord> CallRecords::fold(const Entry& entry) {
  std::vector<CallRecord> changed;
  if (entry.kind == EntryKind::runtime_started) {
    if (entry.field<std::int64_t>("open") != nullptr) {
      changed = stop_talking();
    } else {
      changed = close_lost();
    }
  }
  last_seen_ = entry.at;
  if (entry.kind == EntryKind::contact_arrived) {
    OpenContact arrived{.record = {.contact = entry.contact,
                                   .first_entry = entry.sequence,
                                   .channel = storable_text(entry, "channel"),
                                   .caller = storable_text(entry, "caller"),
                                   .caller_name = storable_text(entry, "caller_name"),
                                   .dialled = storable_text(entry, "dialled"),
                                   .enterprise = storable_text(entry, "enterprise"),
                                   .arrived = entry.at},
                        .caller_leg = entry.leg};
    changed.push_back(open_.insert_or_assign(entry.contact, std::move(arrived)).first->second.record);
    return changed;
  }
  const auto found = open_.find(entry.contact);
  if (found == open_.end() || !apply(found->second, entry)) return changed;
  changed.push_back(found->second.record);
  if (found->second.record.ended) open_.erase(found);
  return changed;
}

std::vector<CallRecord> CallRecords::close_lost() {
  std::vector<CallRecord> lost;
  for (auto& [id, contact] : open_) {
    contact.bridged_with = {};
    update_talk(contact, last_seen_);
    contact.record.ended = last_seen_;
    contact.record.cause = "lost";
    lost.push_back(std::move(contact.record));
  }
  open_.clear();
  return lost;
}

// The runtime that starts here takes them up or ends them. Nobody has talked while none was there.
std::vector<CallRecord> CallRecords::stop_talking() {
  std::vector<CallRecord> changed;
  for (auto& [id, contact] : open_) {
    const CallRecord before = contact.record;
    contact.bridged_with = {};
    update_talk(contact, last_seen_);
    if (!contact.cut_off) contact.cut_off = last_seen_;
    if (contact.record != before) changed.push_back(contact.record);
  }
  return changed;
}

// True when the record changed.
bool CallRecords::apply(OpenContact& contact, const Entry& entry) {
  const CallRecord before = contact.record;
  switch (entry.kind) {
    case EntryKind::leg_invited:
      ++contact.record.legs;
      break;
    case EntryKind::leg_answered:
      contact.answered.insert(entry.leg);
      if (entry.leg == contact.caller_leg && !contact.record.answered) contact.record.answered = entry.at;
      break;
    case EntryKind::leg_moved:
      // Who is transferred has answered before. Who transfers comes along to wait for what becomes of it.
      contact.answered.insert(entry.leg);
      if (entry.leg != contact.caller_leg) {
        contact.waiting.insert(entry.leg);
        break;
      }
      ++contact.record.legs;
      if (!contact.record.answered) contact.record.answered = entry.at;
      break;
    case EntryKind::leg_released:
      released(contact, entry);
      break;
    case EntryKind::bridge_made:
    case EntryKind::bridge_ended:
      bridged(contact, entry);
      break;
    case EntryKind::contact_ended:
      contact.bridged_with = {};
      // One that was not taken up again ended when the runtime did.
      contact.record.ended = contact.cut_off.value_or(entry.at);
      contact.record.cause = storable_text(entry, "cause");
      break;
    case EntryKind::contact_recovered:
      contact.cut_off.reset();
      break;
    default:
      return false;
  }
  update_talk(contact, entry.at);
  return contact.record != before;
}

void CallRecords::released(OpenContact& contact, const Entry& entry) {
  contact.answered.erase(entry.leg);
  if (contact.bridged_with == entry.leg) contact.bridged_with = {};
  if (entry.leg != contact.caller_leg) return;
  contact.bridged_with = {};
  contact.record.status = number(entry, "status");
  contact.record.release_cause = number(entry, "cause");
}

// A bridge is written from the side of either leg.
void CallRecords::bridged(OpenContact& contact, const Entry& entry) {
  const auto* with = entry.field<std::string>("with");
  const LegId second = with == nullptr ? LegId{} : parse_leg_id(*with).value_or(LegId{});
  if (entry.leg != contact.caller_leg && second != contact.caller_leg) return;
  const LegId party = entry.leg == contact.caller_leg ? second : entry.leg;
  if (entry.kind == EntryKind::bridge_made) {
    contact.record.legs += static_cast<int>(contact.waiting.erase(party));
    contact.bridged_with = party;
  } else if (contact.bridged_with == party) {
    contact.bridged_with = {};
  }
}

void CallRecords::update_talk(OpenContact& contact, UtcTime now) {
  const bool talking = contact.bridged_with && contact.answered.contains(contact.bridged_with) &&
                       contact.answered.contains(contact.caller_leg);
  if (talking == contact.talking_since.has_value()) return;
  if (talking) {
    contact.talking_since = now;
    return;
  }
  // An operator may have set the machine's clock back meanwhile.
  contact.record.talk_time += std::max(now - *contact.talking_since, Duration::zero());
  contact.talking_since.reset();
}

}  // namespace tipring
