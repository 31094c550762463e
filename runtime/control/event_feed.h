#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/ledger/entry.h"
#include "runtime/ledger/ledger.h"

namespace tipring {

/// Which entries of the ledger someone wants to see.
struct EventFilter {
  std::vector<std::string> kinds;  ///< "leg.answered", or "leg" for all that begins so. Empty: every kind.
  ContactId contact;               ///< Empty: every contact's, and the runtime's own.
  std::optional<UtcTime> since;    ///< Entries of that instant or later.
  std::optional<UtcTime> until{};  ///< Entries before that instant.

  bool matches(const Entry& entry) const;
};

/// Fails with "invalid-params" on a kind that no entry has, naming the nearest.
Result<void> check_event_kinds(const std::vector<std::string>& kinds);

/// The newest entries of the ledger, kept in memory, and those who follow what comes. Sees an entry once it is
/// in the journal. Control thread only.
class EventFeed {
 public:
  using Follower = std::uint64_t;

  /// Entries kept: some megabytes, and the last minutes of a busy runtime.
  static constexpr std::size_t usually_kept = 10'000;

  /// The ledger calls the feed for as long as it lives: the feed must be destroyed after its last entry.
  explicit EventFeed(Ledger& ledger, std::size_t kept = usually_kept);
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  struct Listing {
    std::vector<std::string_view> entries;  ///< As JSON, oldest first; valid until the ledger's next commit.
    bool complete = true;                   ///< False: older entries match that are not given.
  };
  /// The newest `limit` that match.
  Listing newest(const EventFilter& filter, std::size_t limit) const;

  /// `item` sees every entry to come that matches, as JSON. It may unfollow, also itself.
  Follower follow(EventFilter filter, std::function<void(std::string_view json)> item);
  void unfollow(Follower follower) { followers_.erase(follower); }
  std::size_t followers() const { return followers_.size(); }

 private:
  struct Kept {
    Entry head;  // Without its fields: what filters look at.
    std::string json;
  };
  struct Following {
    EventFilter filter;
    std::function<void(std::string_view json)> item;
  };
  void take(const Entry& entry, std::string_view json);

  std::size_t capacity_;
  std::deque<Kept> kept_;
  bool dropped_any_ = false;
  std::map<Follower, Following> followers_;
  Follower next_follower_ = 1;
};

}  // namespace tipring
