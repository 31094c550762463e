#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/ledger/entry.h"

namespace tipring::cli {

/// What became of the contacts that entered a queue, and of who served them.
struct QueueCounts {
  std::int64_t entered = 0;
  std::int64_t answered = 0;
  std::int64_t abandoned = 0;
  std::int64_t elsewhere = 0;    ///< Left for anywhere else: by a key, by overflow, for want of room.
  std::int64_t in_target = 0;    ///< Answered within the queue's target.
  std::int64_t had_to_wait = 0;  ///< Not offered to an agent at the moment they came.
  std::vector<double> waits{};   ///< Of those answered, seconds.
  double busy = 0;   ///< Seconds that those who served anybody of the queue had somebody, or wrapped up;
  double there = 0;  ///< that they were there.

  double waited = 0;  ///< Seconds, by all of them together.

  double share(std::int64_t of) const {
    return entered == 0 ? 0 : static_cast<double>(of) / static_cast<double>(entered);
  }
  double mean_wait() const;
  double occupancy() const { return there > 0 ? busy / there : 0; }
};

/// Sums over a ledger: what a period was like for its queues. Entries come in order.
class QueueTally {
 public:
  /// Contacts count that enter a queue from `from` on and before `until`, whatever becomes of them when; agents
  /// are watched between the two. `target`: within which a contact of the queue is to be answered.
  struct Period {
    UtcTime from;
    UtcTime until;
    std::function<Duration(const std::string& queue)> target;
  };
  explicit QueueTally(Period period) : period_(std::move(period)) {}

  void take(const Entry& entry);

  /// Agents are counted up to the last entry only: no further one comes.
  std::map<std::string, QueueCounts> counts();

 private:
  struct Waiting {
    std::string queue;
    UtcTime since;
    bool counts = false;
    bool offered = false;
  };
  struct AgentTime {
    bool there = false;
    bool wraps_up = false;
    int in_hand = 0;
    UtcTime since;  // As it is.
    double busy_seconds = 0;
    double there_seconds = 0;
    std::set<std::string> served;  // Queues.

    bool busy() const { return wraps_up || in_hand > 0; }
  };
  void left(const Entry& entry);
  AgentTime& settle(const Entry& entry);
  void settle(AgentTime& agent, UtcTime now) const;
  void take_in_hand(const Entry& entry, int more);
  bool counts_at(UtcTime time) const { return time >= period_.from && time < period_.until; }

  Period period_;
  std::unordered_map<ContactId, Waiting> waiting_;
  std::map<std::string, AgentTime> agents_;
  std::map<std::string, QueueCounts> queues_;
};

}  // namespace tipring::cli
