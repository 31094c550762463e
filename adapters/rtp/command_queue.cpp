#include "adapters/rtp/command_queue.h"

#include <utility>

#include <sys/eventfd.h>

namespace tipring::rtp {

void CommandQueue::post(Command command) {
  if (put(std::move(command))) wake();
}

bool CommandQueue::put(Command command) {
  std::unique_lock lock(mutex_);
  if (commands_.size() >= capacity) wake();
  room_.wait(lock, [this] { return commands_.size() < capacity; });
  commands_.push_back(std::move(command));
  return commands_.size() == 1;
}

// Cannot fail: the counter is far from its limit, and the descriptor is ours.
void CommandQueue::wake() const {
  eventfd_write(wake_.get(), 1);
}

void CommandQueue::run() {
  eventfd_t count = 0;
  eventfd_read(wake_.get(), &count);
  {
    const std::lock_guard lock(mutex_);
    running_.swap(commands_);
  }
  room_.notify_all();
  for (Command& command : running_)
    command();
  running_.clear();
}

}  // namespace tipring::rtp
