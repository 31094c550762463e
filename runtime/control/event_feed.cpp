#include "runtime/control/event_feed.h"

#include <algorithm>
#include <utility>

#include "runtime/base/nearest.h"

namespace tipring {
namespace {

// "leg" stands for "leg.answered" and its sisters, "leg.answered" for itself.
bool covers(std::string_view wanted, std::string_view kind) {
  return kind.starts_with(wanted) && (kind.size() == wanted.size() || kind[wanted.size()] == '.');
}

}  // namespace

bool EventFilter::matches(const Entry& entry) const {
  if ((since && entry.at < *since) || (until && entry.at >= *until)) return false;
  if (contact && entry.contact != contact) return false;
  const auto covers_entry = [&entry](const std::string& wanted) {
    return covers(wanted, to_string(entry.kind));
  };
  return kinds.empty() || std::any_of(kinds.begin(), kinds.end(), covers_entry);
}

Result<void> check_event_kinds(const std::vector<std::string>& kinds) {
  const auto& known = entry_kind_names();
  for (const auto& wanted : kinds) {
    const auto covers_kind = [&wanted](std::string_view kind) { return covers(wanted, kind); };
    if (std::any_of(known.begin(), known.end(), covers_kind)) continue;
    NearestName search(wanted);
    for (const auto kind : known) {
      search.offer(kind);
      search.offer(kind.substr(0, kind.find('.')));
    }
    return Error{"invalid-params", "no entry has the kind '" + wanted + "'" + did_you_mean(search.best()),
                 false};
  }
  return {};
}

EventFeed::EventFeed(Ledger& ledger, std::size_t kept) : capacity_(kept) {
  // The first entry it sees may be any: what was before is in the journal and not here.
  dropped_any_ = ledger.next_sequence() > 1;
  ledger.follow([this](const Entry& entry, std::string_view json) { take(entry, json); });
}

void EventFeed::take(const Entry& entry, std::string_view json) {
  kept_.push_back({.head = {.sequence = entry.sequence,
                            .at = entry.at,
                            .kind = entry.kind,
                            .contact = entry.contact,
                            .leg = entry.leg},
                   .json = std::string(json)});
  if (kept_.size() > capacity_) {
    kept_.pop_front();
    dropped_any_ = true;
  }
  if (kept_.empty()) return;
  const auto& newest = kept_.back();
  // One that unfollows itself, or another, must not end the walk.
  for (auto next = followers_.begin(); next != followers_.end();) {
    const auto number = next->first;
    if (next->second.filter.matches(newest.head)) {
      const auto item = next->second.item;
      item(newest.json);
    }
    next = followers_.upper_bound(number);
  }
}

EventFeed::Listing EventFeed::newest(const EventFilter& filter, std::size_t limit) const {
  Listing listing;
  for (auto kept = kept_.rbegin(); kept != kept_.rend(); ++kept) {
    // Civil time may have been set back: all entries are looked at, not those up to the first that is too old.
    if (!filter.matches(kept->head)) continue;
    if (listing.entries.size() == limit) {
      listing.complete = false;
      break;
    }
    listing.entries.push_back(kept->json);
  }
  const bool reaches_back = !kept_.empty() && filter.since && kept_.front().head.at < *filter.since;
  if (dropped_any_ && listing.complete && !reaches_back) listing.complete = false;
  std::reverse(listing.entries.begin(), listing.entries.end());
  return listing;
}

EventFeed::Follower EventFeed::follow(EventFilter filter, std::function<void(std::string_view json)> item) {
  const Follower number = next_follower_++;
  followers_.emplace(number, Following{std::move(filter), std::move(item)});
  return number;
}

}  // namespace tipring
