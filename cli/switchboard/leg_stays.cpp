#include "cli/switchboard/leg_stays.h"

#include <algorithm>

namespace tipring::cli {

void LegStays::note(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::contact_arrived:
      newest_ = entry.contact;
      customer_ = entry.leg;
      return;
    case EntryKind::leg_invited:
      return stays(entry.leg, entry);
    case EntryKind::leg_moved:
      return moved(entry);
    case EntryKind::bridge_made: {
      bridged(entry.leg, entry);
      const auto* with = entry.field<std::string>("with");
      return bridged(with == nullptr ? LegId{} : parse_leg_id(*with).value_or(LegId{}), entry);
    }
    case EntryKind::leg_released:
      waiting_.erase(entry.leg);
      return;
    default:
      return;
  }
}

// A call that begins by a transfer is its customer's from the beginning.
void LegStays::moved(const Entry& entry) {
  if (entry.contact == newest_ && entry.leg == customer_) return stays(entry.leg, entry);
  waiting_[entry.leg] = entry.contact;
}

void LegStays::bridged(LegId leg, const Entry& entry) {
  const auto found = waiting_.find(leg);
  if (found == waiting_.end() || found->second != entry.contact) return;
  waiting_.erase(found);
  stays(leg, entry);
}

void LegStays::stays(LegId leg, const Entry& entry) {
  stays_[leg].push_back({entry.contact, entry.at});
  legs_.emplace(entry.contact, leg);
  if (stays_.size() <= most_legs) return;
  const auto oldest = stays_.begin();
  for (const Stay& stay : oldest->second) {
    const auto [first, last] = legs_.equal_range(stay.contact);
    const auto found =
        std::find_if(first, last, [&](const auto& known) { return known.second == oldest->first; });
    if (found != last) legs_.erase(found);
  }
  stays_.erase(oldest);
}

std::vector<LegId> LegStays::legs_of(ContactId contact) const {
  std::vector<LegId> legs;
  const auto [first, last] = legs_.equal_range(contact);
  for (auto at = first; at != last; ++at)
    legs.push_back(at->second);
  return legs;
}

ContactId LegStays::contact_of(LegId leg, UtcTime at) const {
  const auto found = stays_.find(leg);
  if (found == stays_.end()) return {};
  ContactId contact = found->second.front().contact;
  for (const Stay& stay : found->second) {
    if (stay.since <= at) contact = stay.contact;
  }
  return contact;
}

}  // namespace tipring::cli
