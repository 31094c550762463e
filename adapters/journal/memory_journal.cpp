#include "adapters/journal/memory_journal.h"

#include <cassert>
#include <utility>

#include "runtime/ledger/frame.h"

namespace tipring::journal {

Result<void> MemoryJournal::append(std::string_view frames) {
  const std::lock_guard lock(mutex_);
  if (failure_) return *failure_;
  if (forgets_) return {};
  while (const auto payload = read_frame(frames)) {
    payloads_.emplace_back(*payload);
    frames.remove_prefix(frame_size(frames));
  }
  assert(frames.empty() && "whole frames only");
  return {};
}

JournalRoom MemoryJournal::room() const {
  const std::lock_guard lock(mutex_);
  return room_;
}

Result<void> MemoryJournal::read(const std::function<bool(std::string_view payload)>& visit) const {
  for (std::uint64_t number = 1;; ++number) {
    const auto bytes = payload(number);
    if (!bytes || !visit(*bytes)) return {};
  }
}

Result<void> MemoryJournal::read(std::uint64_t from, const Visit& visit) {
  for (std::uint64_t number = from;; ++number) {
    const auto bytes = payload(number);
    if (!bytes || !visit(number, *bytes)) return {};
  }
}

void MemoryJournal::fail_with(std::optional<Error> error) {
  const std::lock_guard lock(mutex_);
  failure_ = std::move(error);
}

void MemoryJournal::set_room(JournalRoom room) {
  const std::lock_guard lock(mutex_);
  room_ = room;
}

void MemoryJournal::forget() {
  const std::lock_guard lock(mutex_);
  forgets_ = true;
}

std::size_t MemoryJournal::size() const {
  const std::lock_guard lock(mutex_);
  return payloads_.size();
}

// A copy: the visitor must not hold up the writer.
std::optional<std::string> MemoryJournal::payload(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  if (number == 0 || number > payloads_.size()) return std::nullopt;
  return payloads_[number - 1];
}

}  // namespace tipring::journal
