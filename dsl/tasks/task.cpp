#include "dsl/tasks/task.h"

#include <utility>

namespace tipring::dsl {

std::uint32_t TaskSlots::insert(Task task) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  slots_[slot].task = std::make_unique<Task>(std::move(task));
  return slot;
}

std::unique_ptr<Task> TaskSlots::take(std::uint32_t slot) {
  free_.push_back(slot);
  return std::move(slots_[slot].task);
}

Task* TaskSlots::find(std::uint32_t slot) {
  return slot < slots_.size() ? slots_[slot].task.get() : nullptr;
}

TaskRef TaskSlots::open_wait(std::uint32_t slot) {
  TaskSlot& place = slots_[slot];
  if (++place.generation == 0) place.generation = 1;
  place.task->wait_open = true;
  return {slot, place.generation};
}

Task* TaskSlots::find_waiting(TaskRef wait) {
  Task* task = find(wait.slot);
  if (task == nullptr || !task->wait_open || slots_[wait.slot].generation != wait.generation) return nullptr;
  return task;
}

}  // namespace tipring::dsl
