#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

#include "runtime/ledger/entry.h"

namespace tipring::records {

/// Carries entries from the control thread to the projections' writer. Holds a bounded number of them: when the
/// writer cannot keep up, everything is dropped and the writer is told to catch up from the journal, so that
/// the control thread neither waits nor loses anything.
class ProjectionFeed {
 public:
  explicit ProjectionFeed(std::size_t limit) : limit_(limit) {}

  /// What the writer finds.
  struct Batch {
    std::vector<Entry>
        entries;          ///< In order; empty when `behind` or when there is nothing left before the end.
    bool behind = false;  ///< Entries were dropped: restart(), and read the journal.
    bool stopping = false;
  };

  /// Control thread. Never waits for the writer's work.
  void push(const Entry& entry);

  /// Writer: forgets what is queued; what is pushed from now on is kept. To be called before the journal is
  /// read: what is pushed meanwhile is then in the journal, in the queue, or in both.
  void restart();

  /// Writer: waits for entries, and then for `window` more, or until `enough` are there, so that they are
  /// written together. Returns at once when stopping.
  Batch wait(std::chrono::milliseconds window, std::size_t enough);

  /// Writer: waits before trying again. False when stopping.
  bool pause(std::chrono::milliseconds span);

  /// Any thread: what is queued is still given out, then the writer ends.
  void stop();
  bool stopping() const;

  std::size_t queued() const;

 private:
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Entry> queue_;
  std::size_t enough_ = 1;  ///< Size of the queue at which the writer wants to be woken.
  bool behind_ = false;
  bool stopping_ = false;
};

}  // namespace tipring::records
