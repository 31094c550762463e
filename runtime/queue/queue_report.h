#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/ledger/entry.h"
#include "runtime/queue/agent.h"

namespace tipring {

/// What a report is about.
struct ReportSpan {
  UtcTime from{};
  UtcTime to{};  ///< Not of it any more.
  std::optional<Duration>
      every{};  ///< A row for each interval of so long, from `from` on; nothing: one in all.

  /// The beginning of the interval that `time` lies in; nothing where it is outside.
  std::optional<UtcTime> interval_of(UtcTime time) const;
  UtcTime end_of(UtcTime interval) const;
};

/// The contacts that entered a queue in an interval, whenever what became of them came to be.
struct QueueFold {
  std::int64_t offered = 0;          ///< All.
  std::int64_t answered = 0;         ///< By an agent.
  std::int64_t abandoned = 0;        ///< The customer went, short ones included.
  std::int64_t short_abandoned = 0;  ///< Of these, within short_abandon.
  std::int64_t elsewhere = 0;  ///< Pressed a key, overflowed, over a limit, not let in, moved by an operator.
  std::int64_t targeted = 0;   ///< Offered to a queue that had a target then.
  std::int64_t targeted_short = 0;  ///< Of these, short_abandoned.
  std::int64_t in_time = 0;         ///< Of these, answered within the target.
  Duration answer_wait{};           ///< Sum over the answered.
  Duration longest_wait{};          ///< Of any that has left.
  Duration served{};                ///< Time that agents had to do with them.

  /// Still in the queue, as far as the entries tell.
  std::int64_t waiting() const { return offered - answered - abandoned - elsewhere; }
  /// Answered within the target, of all that were offered; nothing where no contact had a target.
  std::optional<double> service_level() const;
  /// The same, where those who abandoned within short_abandon do not count as offered.
  std::optional<double> service_level_without_short() const;
  std::optional<Duration> average_speed_of_answer() const;
};

/// What an agent did in an interval. Times that go on over its end are divided.
struct AgentFold {
  std::int64_t offered = 0;  ///< Offers.
  std::int64_t served = 0;   ///< Of these, accepted.
  std::int64_t missed = 0;   ///< Of these, refused, not answered, or not reachable.
  Duration talk{};           ///< Had to do with at least one contact.
  Duration wrap_up{};
  Duration ready{};  ///< Free, or asked.
  Duration not_ready{};
  bool presence_known = true;  ///< Whether the entries tell what it was all the time.

  /// Talk and wrap-up of all the time but that in which it was not ready or not there. Nothing where that is
  /// not known, or there was none.
  std::optional<double> occupancy() const;
};

/// Who abandons within this has not waited: a wrong number, a change of mind.
inline constexpr Duration short_abandon = std::chrono::seconds(5);

/// What queues and agents did, as a sum over the ledger. Entries come in order, from before the span on, so
/// that who was ready is known, and on to the end, so that what became of contacts is.
class QueueReport {
 public:
  explicit QueueReport(ReportSpan span) : span_(span) {}

  void fold(const Entry& entry);
  /// Nothing follows: what goes on does so until `now`, or the last entry where that is later.
  void finish(UtcTime now);

  /// By interval and name. Intervals in which nothing was are left out.
  using Key = std::pair<UtcTime, std::string>;
  const std::map<Key, QueueFold>& queues() const { return queues_; }
  const std::map<Key, AgentFold>& agents() const { return agents_; }

 private:
  struct InQueue {
    std::string queue{};
    UtcTime entered{};
    UtcTime since{};  // It counts as waiting from here.
    std::optional<Duration> target{};
  };
  struct AtWork {
    std::optional<Presence> presence{};  // Nothing: nobody has told yet.
    bool wraps_up = false;
    int serves = 0;
    UtcTime accounted{};  // What was before is in agents_.
  };

  void enter(const Entry& entry, UtcTime since);
  void leave(const Entry& entry, Duration waited, const std::string& why);
  void moved(const Entry& entry);
  void offer_ended(const Entry& entry);
  void served(const Entry& entry);
  void agent_changed(const Entry& entry);
  void contact_ended(const Entry& entry);
  /// Up to then it was as it is.
  AtWork& account(const std::string& agent, UtcTime until);
  void add_time(const std::string& agent, const AtWork& work, UtcTime from, UtcTime to);

  ReportSpan span_;
  std::map<Key, QueueFold> queues_;
  std::map<Key, AgentFold> agents_;
  std::map<ContactId, InQueue> waiting_;
  std::map<ContactId, std::pair<std::string, Key>> serves_;  // The agent, and the row of the contact's queue.
  std::map<std::string, AtWork> at_work_;
  UtcTime last_{};
};

}  // namespace tipring
