#include "adapters/records/projection_feed.h"

#include <algorithm>
#include <iterator>

namespace tipring::records {

void ProjectionFeed::push(const Entry& entry) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (behind_) return;
    if (queue_.size() >= limit_) {
      queue_.clear();
      behind_ = true;
      wake = true;
    } else {
      queue_.push_back(entry);
      // One wake-up for a group: waking costs the control thread more than the entry does.
      wake = queue_.size() == enough_;
    }
  }
  if (wake) wake_.notify_one();
}

void ProjectionFeed::restart() {
  const std::lock_guard lock(mutex_);
  queue_.clear();
  behind_ = false;
}

ProjectionFeed::Batch ProjectionFeed::wait(std::chrono::milliseconds window, std::size_t enough) {
  std::unique_lock lock(mutex_);
  const auto urgent = [&] { return behind_ || stopping_; };
  enough_ = 1;
  wake_.wait(lock, [&] { return urgent() || !queue_.empty(); });
  enough_ = std::min(enough, limit_);
  wake_.wait_for(lock, window, [&] { return urgent() || queue_.size() >= enough_; });
  Batch batch{.entries = {}, .behind = behind_, .stopping = stopping_};
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(enough_, queue_.size()));
  batch.entries.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

bool ProjectionFeed::pause(std::chrono::milliseconds span) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, span, [&] { return stopping_; });
}

void ProjectionFeed::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
}

bool ProjectionFeed::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

std::size_t ProjectionFeed::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace tipring::records
