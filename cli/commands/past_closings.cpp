#include "cli/commands/past_closings.h"

#include <algorithm>
#include <cstdint>

namespace tipring::cli {

bool PastClosings::take(const Entry& entry) {
  if (entry.kind != EntryKind::hours_closed && entry.kind != EntryKind::hours_reopened) return false;
  const auto* hours = entry.field<std::string>("hours");
  if (hours == nullptr) return false;
  std::optional<Closing> closing;
  if (entry.kind == EntryKind::hours_closed) {
    closing = Closing{.from = entry.at};
    if (const auto* until = entry.field<std::int64_t>("until")) closing->until = UtcTime(Duration(*until));
    if (const auto* reason = entry.field<std::string>("reason")) closing->reason = *reason;
    last_.insert_or_assign(*hours, *closing);
  } else {
    last_.erase(*hours);
  }
  changes_[*hours].emplace_back(entry.at, std::move(closing));
  return true;
}

std::optional<Closing> PastClosings::of(const std::string& hours, UtcTime time) const {
  const auto found = changes_.find(hours);
  if (found == changes_.end()) return {};
  const std::vector<Change>& changes = found->second;
  const auto newest =
      std::find_if(changes.rbegin(), changes.rend(), [time](const Change& one) { return one.first <= time; });
  if (newest == changes.rend() || !newest->second || !newest->second->holds_at(time)) return {};
  return newest->second;
}

}  // namespace tipring::cli
